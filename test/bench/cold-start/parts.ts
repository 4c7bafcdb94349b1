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
const dynamodb = await startDynamoDbStub(() => ({ body: {} }));

async function bundle(name: string, handler: string, without: readonly Cut[] = []) {
  const { directories } = await bundleHandlers({
    entries: { [handler]: join(import.meta.dirname, 'handlers', `${handler}.ts`) },
    outdir: join(folder, name.replaceAll('/', '-')),
    sourceMaps: false,
    cuts: cuts.filter((cut) => !without.includes(cut)),
  });
  return candidate(name, join(directories[handler] ?? '', 'index.cjs'));
}

const packages = cuts.filter(({ kind }) => kind === 'package');
const empty = await bundle('an empty handler', 'empty');
const parts = [
  empty,
  await bundle('two requests signed by hand', 'hand-signed'),
  await bundle('document client, all cuts', 'document-client'),
  await bundle(
    'document client, the three packages cut',
    'document-client',
    cuts.filter((cut) => !packages.includes(cut)),
  ),
  await bundle('document client, no cuts', 'document-client', cuts),
  await bundle('low-level client, all cuts', 'low-level-client'),
  await bundle('validation (zod/mini)', 'validation'),
  await bundle('logger', 'logs'),
  await bundle('metrics', 'metrics'),
];
const request = eventFor({ route: 'POST /rides' }, { pickupLocation: { latitude: 47.6, longitude: -122.31 } });
const times = await measureFirstAnswers(parts, request, dynamodb.environment, runs);

console.log('| part, alone | KB | ms | over an empty handler |\n|---|---|---|---|');
for (const part of parts) {
  const time = times.get(part) ?? Number.NaN;
  const more = time - (times.get(empty) ?? Number.NaN);
  console.log(`| ${part.name} | ${(part.size / 1000).toFixed(1)} | ${time.toFixed(1)} | ${more.toFixed(1)} |`);
}

const whole = await bundle('document client, all cuts', 'document-client');
console.log('\n| without this cut alone | KB more |\n|---|---|');
for (const cut of cuts) {
  const { size } = await bundle('document client, one cut less', 'document-client', [cut]);
  console.log(`| \`${cut.target}\` | ${((size - whole.size) / 1000).toFixed(1)} |`);
}

await dynamodb.close();
await rm(folder, { recursive: true });
