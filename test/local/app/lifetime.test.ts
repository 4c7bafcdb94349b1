import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import { childrenOf, isAlive } from '../../support/processes.ts';
import { bundleOf, centre, devAssembly, putFleet, type Ride, signIn, type Unicorn } from './support.ts';

const assembly = devAssembly();

/** A run that is stopped when the test has ended. */
async function running(args: readonly string[], from = assembly): Promise<LocalRun> {
  const run = await startLocalRun(from, args);
  onTestFinished(() => run.stop());
  return run;
}

function folderForTest(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lifetime-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

async function hello({ apiUrl }: LocalRun): Promise<string> {
  const response = await fetch(`${apiUrl}/hello?name=sy`);
  const { message }: { message?: string } = JSON.parse(await response.text());
  return `${response.status} ${message}`;
}

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

test('SIGTERM stops a run, and nothing of it is left but its data', async () => {
  const flags = ['--quiet', '--data', join(folderForTest(), 'data')];
  const run = await running(flags);
  const operator = await signIn(run, 'operator', 'operators');
  await putFleet(operator, centre, 2);
  const { rideId } = (await operator.call('POST', '/rides', { pickupLocation: centre })).json<Ride>();
  const children = childrenOf(run.pid);
  expect(children.length).toBeGreaterThanOrEqual(2);

  const exited = once(run.process, 'exit');
  run.process.kill('SIGTERM');
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
  cpSync(assembly, folder, { recursive: true });
  const run = await running(['--quiet'], folder);
  expect(await hello(run)).toBe('200 Hello sy');

  const seen = new Set<string>();
  const asking = Array.from({ length: 4 }, async () => {
    for (let answer = ''; answer !== '200 Howdy sy'; seen.add(answer)) answer = await hello(run);
  });
  const bundle = bundleOf(folder, 'SayHello');
  writeFileSync(bundle, readFileSync(bundle, 'utf8').replaceAll('Hello ', 'Howdy '));
  await Promise.all(asking);
  seen.delete('200 Hello sy');
  expect([...seen]).toEqual(['200 Howdy sy']);
});
