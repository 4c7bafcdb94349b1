import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, expect, onTestFinished, test } from 'vitest';

const command = resolve(import.meta.dirname, '../../bin/import.ts');
const folder = mkdtempSync(join(tmpdir(), 'import-command-'));
const file = join(folder, 'fleet.ndjson');
writeFileSync(file, '{}\n');
afterAll(() => rmSync(folder, { recursive: true }));

/** Answers requests until the test ends. @returns its address */
async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('It listens at no port.');
  return `http://127.0.0.1:${address.port}`;
}

function importCommand(...args: readonly string[]) {
  const child = spawn(process.execPath, [command, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = Promise.all([once(child, 'close'), text(child.stderr)]).then(([[code], said]) => ({ code, said }));
  return { child, ended };
}

/** An API that takes any file, and shows imports that never end. @param onRequest is told of each request's method */
function endless(onRequest: (method: string) => void): Promise<string> {
  const importId = 'one';
  const createdAt = '2026-11-21T09:30:00.000Z';
  return serve((request, response) => {
    const upload = { method: 'PUT', url: `http://${request.headers.host}/`, headers: {}, expiresAt: createdAt };
    const rows = { read: 0, imported: 0, failed: 0 };
    const answers: Readonly<Record<string, object>> = {
      POST: { importId, status: 'awaitingUpload', upload, createdAt },
      GET: { importId, format: 'ndjson', status: 'running', rows, failures: [], createdAt },
    };
    request.resume();
    onRequest(request.method ?? '');
    const answer = answers[request.method ?? ''];
    // An upload is never answered.
    if (answer) response.end(JSON.stringify(answer));
  });
}

test('a Ctrl-C while an import goes on says how to look at it again', async () => {
  const url = await endless(() => child.kill('SIGINT'));
  const { child, ended } = importCommand('--follow', 'one', '--url', url, '--token', 'any');
  expect(await ended).toEqual({
    code: 130,
    said: 'The import goes on. To look at it again: npm run import -- --follow one\n',
  });
});

test('a Ctrl-C while a file is uploaded says that nothing is imported', async () => {
  const url = await endless((method) => method === 'PUT' && child.kill('SIGINT'));
  const { child, ended } = importCommand(file, '--url', url, '--token', 'any');
  expect(await ended).toEqual({
    code: 130,
    said: 'The upload is broken off: nothing is imported. Import the file again.\n',
  });
});

test.each([
  ['folder.csv', 'folder.csv is no file.'],
  ['empty.csv', 'empty.csv is empty.'],
  ['fleet.txt', 'fleet.txt must end in .csv, .ndjson, .jsonl.'],
  ['missing.csv', "ENOENT: no such file or directory, stat 'missing.csv'"],
])('what is no fleet file is not announced: %s', async (name, said) => {
  mkdirSync(join(folder, 'folder.csv'), { recursive: true });
  writeFileSync(join(folder, 'empty.csv'), '');
  const requests: string[] = [];
  const url = await endless((method) => requests.push(method));
  expect(await importCommand(name, '--url', url, '--token', 'any').ended).toEqual({ code: 1, said: `${said}\n` });
  expect(requests).toEqual([]);
});
