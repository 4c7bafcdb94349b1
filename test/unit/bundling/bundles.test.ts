import { cp, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { consumers } from '../../../lambda/consumers.ts';
import { operations } from '../../../lambda/operations.ts';
import { handlerEntries } from '../../../lib/bundles.ts';
import { type Bundles, bundleHandlers } from '../../../lib/bundling/bundle-handlers.ts';
import { type DynamoDbStub, startDynamoDbStub } from './fixtures/dynamodb-stub.ts';
import { eventFor } from './fixtures/events.ts';
import { invoke } from './fixtures/invoke.ts';
import { runNode } from './fixtures/run-node.ts';

const project = resolve(import.meta.dirname, '../../..');
const largest = 200_000;
/** Nobody waits for an import to start: it may bring the client of S3 along. */
const largestOf: Readonly<Record<string, number>> = { ImportFleet: 370_000 };

let scratch: string;
let bundles: Bundles;
let dynamodb: DynamoDbStub;

beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'bundles-'));
  bundles = await bundleHandlers({ entries: handlerEntries(), outdir: join(scratch, 'plain'), sourceMaps: false });
  dynamodb = await startDynamoDbStub(() => ({ body: {} }));
});

afterAll(async () => {
  await dynamodb.close();
  await rm(scratch, { recursive: true });
});

const directoryOf = (name: string) => bundles.directories[name] ?? '';
const names = [...operations, ...consumers].map(({ name }) => name);

test.each(names)('%s is one file, alone in its folder, and no larger than it may be', async (name) => {
  expect(await readdir(directoryOf(name))).toEqual(['index.js', 'package.json']);
  const bundle = await readFile(join(directoryOf(name), 'index.js'));
  expect(bundle.byteLength).toBeLessThanOrEqual(largestOf[name] ?? largest);
  // Where an endpoint is not TLS, as locally, the SDK would import node:http as an ES module, and undici with it.
  expect(bundle.toString()).not.toMatch(/\bimport\(/);
});

test.each(names)('%s holds no code of another operation', (name) => {
  const others = Object.entries(handlerEntries()).filter(([other]) => other !== name);
  const sources = bundles.sourcesOf(name).map((file) => join(project, file));
  expect(sources).toContain(handlerEntries()[name]);
  for (const [, file] of others) expect(sources).not.toContain(file);
  expect(sources).not.toContain(join(project, 'lambda/operations.ts'));
});

test.each(operations)('$name loads no http2, undici, zlib or child_process to answer a request', async (operation) => {
  const { answers, modules } = await invoke(directoryOf(operation.name), [eventFor(operation)], dynamodb.environment);
  expect(answers).toEqual([expect.objectContaining({ statusCode: expect.any(Number) })]);
  expect(modules.filter((name) => /http2|undici|zlib|child_process/.test(name))).toEqual([]);
});

test('a hundred requests go over one connection, each signed', async () => {
  const before = { calls: dynamodb.calls.length, connections: dynamodb.connections() };
  const event = eventFor({ route: 'GET /users/{userId}' });
  const { answers } = await invoke(directoryOf('GetUser'), Array(100).fill(event), dynamodb.environment);
  expect(answers).toEqual(Array(100).fill(expect.objectContaining({ statusCode: 404 })));
  const calls = dynamodb.calls.slice(before.calls);
  expect(calls).toEqual(Array(100).fill(expect.objectContaining({ operation: 'GetItem' })));
  expect(await Promise.all(calls.map((call) => call.isSigned()))).toEqual(Array(100).fill(true));
  expect(dynamodb.connections() - before.connections).toBe(1);
});

test('source maps are there only when asked for, and hold no path of this machine', async () => {
  const RequestRide = handlerEntries().RequestRide ?? '';
  const { directories } = await bundleHandlers({
    entries: { RequestRide },
    outdir: join(scratch, 'mapped'),
    sourceMaps: true,
  });
  const folder = directories.RequestRide ?? '';
  expect((await readdir(folder)).sort()).toEqual(['index.js', 'index.js.map', 'package.json']);
  const map = await readFile(join(folder, 'index.js.map'), 'utf8');
  expect(map).toContain('lambda/rides/request-ride.ts');
  expect(map).not.toContain(project);
  expect(map).not.toContain(scratch);
});

test('bundling again, in another folder and from another checkout, gives the same bytes', async () => {
  const checkout = join(scratch, 'another', 'checkout');
  for (const part of ['lib', 'lambda', 'package.json', 'tsconfig.json', 'openapi.json']) {
    await cp(join(project, part), join(checkout, part), { recursive: true });
  }
  await symlink(join(project, 'node_modules'), join(checkout, 'node_modules'));
  await runNode(
    `import { handlerEntries } from './lib/bundles.ts';
     import { bundleHandlers } from './lib/bundling/bundle-handlers.ts';
     const { RequestRide, ListUsers } = handlerEntries();
     await bundleHandlers({ entries: { RequestRide, ListUsers }, outdir: 'elsewhere', sourceMaps: false });`,
    checkout,
  );
  for (const name of ['RequestRide', 'ListUsers']) {
    const [here, there] = await Promise.all(
      [directoryOf(name), join(checkout, 'elsewhere', name)].map((folder) =>
        readFile(join(folder, 'index.js'), 'utf8'),
      ),
    );
    expect(there === here, name).toBe(true);
    expect(here).not.toContain(project);
  }
});
