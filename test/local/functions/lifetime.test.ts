import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { childrenOf, isAlive } from '../../support/processes.ts';
import { folderOf, functionOf, hostOf, writeFiles } from './support.ts';

test('closing ends every process, also in the middle of a request, and leaves no file', async () => {
  const text = `exports.handler = async ({ loop }) => { console.log('runs'); if (loop) for (;;); return __dirname; }`;
  const { host, issued, released, lines } = hostOf([functionOf(text), functionOf(text, { name: 'Other' })]);
  const folder = String((await host.invoke('Shop-Greeter', {})).payload);
  const looping = host.invoke('Other', { loop: true });
  await vi.waitFor(() => expect(lines).toHaveLength(2), { timeout: 5_000 });
  await host.close();
  expect((await looping).error?.errorType).toBe('Runtime.ExitError');
  expect(childrenOf(process.pid)).toEqual([]);
  expect(released.sort()).toEqual(issued);
  expect(existsSync(folder)).toBe(false);
  await expect(host.invoke('Shop-Greeter', {})).rejects.toThrow('The local run is ending.');
});

test('closing refuses what waits', async () => {
  const { host } = hostOf([functionOf(`exports.handler = async () => 1`)]);
  const waiting = host.invoke('Shop-Greeter', {});
  const refused = expect(waiting).rejects.toThrow('The local run is ending.');
  await host.close();
  await refused;
  expect(childrenOf(process.pid)).toEqual([]);
});

test('a host that is replaced answers what is under way before it closes', async () => {
  const text = `exports.handler = async (n) => { await new Promise((resolve) => setTimeout(resolve, 20)); return n; }`;
  const { host, issued, released } = hostOf([functionOf(text)]);
  const requests = Promise.all([1, 2, 3, 4].map((n) => host.invoke('Shop-Greeter', n)));
  await host.drain();
  expect((await requests).map(({ payload }) => payload)).toEqual([1, 2, 3, 4]);
  expect(released.sort()).toEqual(issued);
});

test.each([
  ['runs into its time limit', 'for (;;);', 'Sandbox.Timedout'],
  ['exits', 'process.exit(1);', 'Runtime.ExitError'],
])('what a function started itself ends when the function %s', async (_, end, errorType) => {
  const text = `const { spawn } = require('child_process');
    exports.handler = async () => {
      console.log('child', spawn('/bin/sleep', ['600'], { stdio: 'inherit' }).pid);
      ${end}
    }`;
  const { host, lines } = hostOf([functionOf(text, { timeoutSeconds: 1 })]);
  expect((await host.invoke('Shop-Greeter', {})).error?.errorType).toBe(errorType);
  const pid = Number(/child (\d+)/.exec(lines[0]?.line ?? '')?.[1]);
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false));
});

/** A process of its own that hosts these functions and calls each once, for tests that kill it. */
async function startRun(handlers: Record<string, string>) {
  const scratch = folderOf({});
  const source = (path: string) => JSON.stringify(new URL(`../../../local/functions/${path}`, import.meta.url).href);
  const functions = Object.entries(handlers).map(([name, text]) => functionOf(text, { name, timeoutSeconds: 600 }));
  writeFiles(scratch, {
    'run.mjs': `import { writeFileSync } from 'node:fs';
      import { FunctionHost } from ${source('function-host.ts')};
      const host = new FunctionHost({
        functions: ${JSON.stringify(functions)},
        region: 'us-east-1',
        endpointUrl: 'http://127.0.0.1:9',
        issueCredentials: () => ({ accessKeyId: 'A', secretAccessKey: 'B', sessionToken: 'C' }),
        releaseCredentials: () => {},
        onLog: () => {},
      });
      process.on('SIGINT', async () => {
        const { cold } = await host.invoke('idle', {});
        writeFileSync('${scratch}/after-ctrl-c', cold ? 'answered by a new process' : 'answered by a warm process');
        await host.close();
        writeFileSync('${scratch}/closed', '');
      });
      for (const name of ${JSON.stringify(Object.keys(handlers))}) host.invoke(name, {}).catch(() => {});`,
    'tmp/keep': '',
  });
  const run = spawn(process.execPath, [join(scratch, 'run.mjs')], {
    env: { TMPDIR: join(scratch, 'tmp') },
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  onTestFinished(() => void run.kill('SIGKILL'));
  const pids = await vi.waitFor(
    () => Object.keys(handlers).map((name) => Number(readFileSync(join(scratch, 'tmp', name), 'utf8'))),
    { timeout: 10_000 },
  );
  return { run, pids, scratch };
}

const tellPid = (name: string) =>
  `require('fs').writeFileSync(require('path').join(__dirname, '../../..', '${name}'), String(process.pid));`;

test('kill -9 of the local run leaves no process and no file, not even of an endless loop', async () => {
  const { run, pids, scratch } = await startRun({
    idle: `exports.handler = async () => { ${tellPid('idle')} }`,
    waiting: `exports.handler = () => { ${tellPid('waiting')} return new Promise((resolve) => setTimeout(resolve, 600_000)); }`,
    looping: `exports.handler = () => { ${tellPid('looping')} for (;;); }`,
  });
  expect(pids.every(isAlive)).toBe(true);
  run.kill('SIGKILL');
  await once(run, 'exit');
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 5_000 });
  await vi.waitFor(() =>
    expect(readdirSync(join(scratch, 'tmp')).filter((name) => name.startsWith('local'))).toEqual([]),
  );
});

test('a process ends by itself when the local run is gone, also when nobody is left to end it', async () => {
  const { run, pids } = await startRun({
    waiting: `exports.handler = () => { ${tellPid('waiting')} return new Promise((resolve) => setTimeout(resolve, 600_000)); }`,
  });
  const helpers = childrenOf(run.pid ?? 0).filter((pid) => !pids.includes(pid));
  expect(helpers).toHaveLength(1);
  for (const pid of helpers) process.kill(pid, 'SIGKILL');
  run.kill('SIGKILL');
  await vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), { timeout: 5_000 });
});

test('a Ctrl-C in the terminal reaches the local run alone, which ends in order', async () => {
  const { run, pids, scratch } = await startRun({ idle: `exports.handler = async () => { ${tellPid('idle')} }` });
  // To the whole process group, as a terminal does.
  process.kill(-(run.pid ?? 0), 'SIGINT');
  const [code] = await once(run, 'exit');
  expect(code).toBe(0);
  expect(readFileSync(join(scratch, 'after-ctrl-c'), 'utf8')).toBe('answered by a warm process');
  expect(existsSync(join(scratch, 'closed'))).toBe(true);
  expect(pids.filter(isAlive)).toEqual([]);
  expect(readdirSync(join(scratch, 'tmp')).filter((name) => name.startsWith('local'))).toEqual([]);
});
