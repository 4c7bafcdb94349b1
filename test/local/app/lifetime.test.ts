import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import { childrenOf, isAlive } from '../functions/support.ts';
import { centre, devAssembly, putFleet, type Ride, signIn, type Unicorn } from './support.ts';

const assembly = devAssembly();
const start = resolve(import.meta.dirname, '../../../local/start.ts');

/** A run that is stopped when the test has ended. */
async function running(args: readonly string[], from = assembly()): Promise<LocalRun> {
  const run = await startLocalRun(from, args);
  onTestFinished(() => run.stop());
  return run;
}

function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lifetime-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The command with these arguments, to its end. */
async function runToEnd(...args: readonly string[]): Promise<{ code: unknown; lines: string[] }> {
  const child = spawn(process.execPath, [start, '--quiet', ...args], { cwd: folderForTest(), stdio: 'pipe' });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code]: unknown[] = await once(child, 'close');
  return { code, lines: output.trimEnd().split('\n') };
}

async function hello({ apiUrl }: LocalRun): Promise<string> {
  const response = await fetch(`${apiUrl}/hello?name=sy`);
  const { message }: { message?: string } = JSON.parse(await response.text());
  return `${response.status} ${message}`;
}

test('a port and a data folder are one run’s: another says so in a line and ends', async () => {
  const data = join(folderForTest(), 'data');
  const run = await running(['--quiet', '--data', data]);
  const { port } = new URL(run.apiUrl);
  const [onItsPort, onItsData] = await Promise.all([
    runToEnd('--app', assembly(), '--port', port),
    runToEnd('--app', assembly(), '--port', '0', '--data', data),
  ]);
  expect(onItsPort).toEqual({ code: 1, lines: [expect.stringContaining(`Port ${port} is in use`)] });
  expect(onItsData).toEqual({ code: 1, lines: [expect.stringMatching(/data folder .*lifetime-test-.* is in use/)] });
  expect(await hello(run)).toBe('200 Hello sy');
  expect(existsSync(join(run.folder, '.local', 'run.json'))).toBe(true);
});

test.each([['1.01'], ['-0.1'], ['30%'], ['some'], ['NaN']])('--faults %s is refused in a line', async (share) => {
  const { code, lines } = await runToEnd('--app', assembly(), '--port', '0', `--faults=${share}`);
  expect([code, lines]).toEqual([2, [expect.stringMatching(/^--faults takes a number from 0 to 1/)]]);
});

test('--faults 1 makes every AWS call go wrong, and the API says that it is busy', async () => {
  const run = await running(['--quiet', '--faults', '1']);
  const { call } = await signIn(run, 'alice');
  const reply = await call('GET', '/unicorns/bucephalus');
  expect([reply.status, reply.headers.get('content-type'), reply.headers.get('retry-after')]).toEqual([
    503,
    'application/problem+json',
    expect.stringMatching(/^\d+$/),
  ]);
  expect(reply.json()).toMatchObject({ type: 'urn:unicorn-rides:problem:temporarily-unavailable', status: 503 });
  expect(await hello(run)).toBe('200 Hello sy');
});

test.each(['SIGTERM', 'SIGINT'] as const)('%s stops a run, and nothing of it is left but its data', async (signal) => {
  const flags = ['--quiet', '--data', join(folderForTest(), 'data')];
  const run = await running(flags);
  const operator = await signIn(run, 'operator', 'operators');
  await putFleet(operator, centre, 2);
  const { rideId } = (await operator.call('POST', '/rides', { pickupLocation: centre })).json<Ride>();
  const children = childrenOf(run.pid);
  expect(children.length).toBeGreaterThanOrEqual(2);

  const exited = once(run.process, 'exit');
  run.process.kill(signal);
  expect(await exited).toEqual([0, null]);
  expect(existsSync(join(run.folder, '.local', 'run.json'))).toBe(false);
  await vi.waitFor(() => expect(children.filter(isAlive)).toEqual([]));
  await expect(hello(run)).rejects.toThrow();

  const next = await running(flags);
  const { call } = await signIn(next, 'operator', 'operators');
  const ride = (await call('GET', `/rides/${rideId}`)).json<Ride>();
  expect((await call('GET', `/unicorns/${ride.unicorn.unicornId}`)).json<Unicorn>()).toMatchObject({
    status: 'onRide',
    rideId,
  });
});

test('a handler that changes is run as it is now, and no request is lost meanwhile', async () => {
  const folder = join(folderForTest(), 'assembly');
  cpSync(assembly(), folder, { recursive: true });
  const run = await running(['--quiet'], folder);
  expect(await hello(run)).toBe('200 Hello sy');

  const seen = new Set<string>();
  const asking = Array.from({ length: 4 }, async () => {
    for (let answer = ''; answer !== '200 Howdy sy'; seen.add(answer)) answer = await hello(run);
  });
  const bundle = join(folder, assetOf(folder, 'SayHello'), 'index.cjs');
  writeFileSync(bundle, readFileSync(bundle, 'utf8').replaceAll('Hello ', 'Howdy '));
  await Promise.all(asking);
  seen.delete('200 Hello sy');
  expect([...seen]).toEqual(['200 Howdy sy']);
});

/** The folder of a function's code, as the template names it. */
function assetOf(folder: string, name: string): string {
  const [template = ''] = globSync('*.template.json', { cwd: folder });
  const { Resources }: { Resources: Record<string, { Metadata?: Record<string, string> }> } = JSON.parse(
    readFileSync(join(folder, template), 'utf8'),
  );
  const resource = Object.values(Resources).find(({ Metadata }) =>
    Metadata?.['aws:cdk:path']?.endsWith(`/${name}/Function/Resource`),
  );
  return resource?.Metadata?.['aws:asset:path'] ?? '';
}
