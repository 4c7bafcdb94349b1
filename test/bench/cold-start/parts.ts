/**
 * Prints what each part of a function costs: `node test/bench/cold-start/parts.ts [runs]`. The tables of
 * `docs/cold-start.md` are its output.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundleHandlers } from '../../../lib/bundling/bundle-handlers.ts';
import { type Cut, cuts } from '../../../lib/bundling/cuts.ts';
import { startDynamoDbStub } from '../../unit/bundling/fixtures/dynamodb-stub.ts';
import { eventFor } from '../../unit/bundling/fixtures/events.ts';
import { candidate } from './candidates.ts';
import { measureFirstAnswers } from './first-answers.ts';

const runs = Number(process.argv[2] ?? 21);
const folder = await mkdtemp(join(tmpdir(), 'parts-'));
const found = { Items: [{ unicornId: { S: 'shadowfax' }, pk: { S: 'UNICORN#1' }, sk: { S: 'UNICORN' } }] };
const dynamodb = await startDynamoDbStub(({ operation }) => ({ body: operation === 'Query' ? found : {} }));
const handlers = join(import.meta.dirname, 'handlers');
const standIn = join(import.meta.dirname, '../../unit/bundling/fixtures/book-ride.ts');

async function bundle(name: string, file: string, without: readonly Cut[] = []) {
  const { directories } = await bundleHandlers({
    entries: { Part: file },
    outdir: join(folder, name.replaceAll('/', '-')),
    sourceMaps: false,
    cuts: cuts.filter((cut) => !without.includes(cut)),
  });
  return candidate(name, join(directories.Part ?? '', 'index.js'));
}

const exceptPackages = cuts.filter(({ kind }) => kind !== 'package');
const handler = (name: string) => join(handlers, `${name}.ts`);
const empty = await bundle('an empty handler', handler('empty'));
const parts = [
  empty,
  await bundle('two requests signed by hand', handler('hand-signed')),
  await bundle('validation (zod/mini)', handler('validation')),
  await bundle('logger', handler('logs')),
  await bundle('metrics', handler('metrics')),
  await bundle('low-level client, all cuts', handler('low-level-client')),
  await bundle('document client, all cuts', handler('document-client')),
  await bundle('document client, only whole packages cut', handler('document-client'), exceptPackages),
  await bundle('document client, no cuts', handler('document-client'), cuts),
  await bundle('all of these, all cuts', standIn),
  await bundle('all of these, only whole packages cut', standIn, exceptPackages),
  await bundle('all of these, no cuts', standIn, cuts),
];
const request = eventFor({ route: 'POST /rides' }, { pickupLocation: { latitude: 47.6, longitude: -122.31 } });
const times = await measureFirstAnswers(parts, request, dynamodb.environment, runs);

console.log('| part, alone | KB | ms | x an empty handler |\n|---|---|---|---|');
for (const part of parts) {
  const time = times.get(part) ?? Number.NaN;
  const ratio = time / (times.get(empty) ?? Number.NaN);
  console.log(`| ${part.name} | ${(part.size / 1000).toFixed(1)} | ${time.toFixed(1)} | ${ratio.toFixed(2)} |`);
}

const whole = await bundle('document client', handler('document-client'));
console.log('\n| without this cut alone | KB more |\n|---|---|');
for (const cut of cuts) {
  const { size } = await bundle('document client, one cut less', handler('document-client'), [cut]);
  console.log(`| \`${cut.target}\` | ${((size - whole.size) / 1000).toFixed(1)} |`);
}

await dynamodb.close();
await rm(folder, { recursive: true });
