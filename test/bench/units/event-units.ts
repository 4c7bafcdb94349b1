import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { importFleet } from '../../../lambda/events/import-fleet.ts';
import { notifyRiders } from '../../../lambda/events/notify-riders.ts';
import { newEtag } from '../../../lambda/table/items.ts';
import { unicornItem } from '../../../lambda/table/unicorns.ts';
import type { CallReport } from '../../../local/endpoint/dispatch.ts';
import type { Bench, Figure } from '../figures.ts';
import { makeFleetFile } from '../imports/fleet-file.ts';
import { importFile } from '../imports/one-import.ts';
import { RideMails } from '../tools/mailbox.ts';
import { rounded } from '../tools/statistics.ts';
import { type MeteredRun, startMeteredRun } from './metered-run.ts';
import { makeWorld } from './world.ts';

/** Milliseconds between two looks at an import. */
const lookEvery = 250;
/** Milliseconds in which functions end. */
const patience = 60_000;

/** What one message about a ride takes, where rides come one after the other. */
export const message = {
  runs: `${notifyRiders.name}: runs for a message`,
  milliseconds: `${notifyRiders.name}: a run`,
  published: `${notifyRiders.name}: publishes for a message`,
  logged: `${notifyRiders.name}: logged for a message`,
} as const;

/** What an import takes: of each row, and of each second, in which it keeps where it is. */
export const imported = {
  writeUnits: `${importFleet.name}: write units of a row`,
  keptUnits: `${importFleet.name}: write units of a second`,
  fileWrites: `${importFleet.name}: files written in a second`,
} as const;

/** What happens after the answer consumes: to tell riders, and to bring in a fleet. */
export async function measureEventUnits({ quick, assembly, say }: Bench): Promise<Figure[]> {
  say('units: events');
  const run = await startMeteredRun(await assembly());
  try {
    return [...(await tell(run, quick ? 5 : 50)), ...(await bringIn(run, quick ? 1_000 : 10_000))];
  } finally {
    await run.close();
  }
}

async function tell(run: MeteredRun, rides: number): Promise<Figure[]> {
  const { unicorns, questions } = makeWorld(1_000, 'nobody', rides);
  await run.load(unicorns.map((unicorn) => unicornItem(unicorn, newEtag())));
  const mails = new RideMails(run);
  const token = await run.tokenFor('operator', 'operators');
  for (const pickupLocation of questions['a crowded city']) {
    await mails.empty();
    const { body } = await run.send({ method: 'POST', path: '/rides', token, body: { pickupLocation } }, 201);
    const { rideId }: { rideId: string } = JSON.parse(body);
    await mails.lags(1);
    await run.send({ method: 'POST', path: `/rides/${rideId}/complete`, token }, 200);
    await mails.lags(2);
  }
  const messages = rides * 2;
  const published = () => run.events.calls.filter(({ operation }) => operation === 'Publish').length;
  await until(() => published() >= messages);
  const lines = run.events.lines.filter((line) => line.includes(`"consumer":"${notifyRiders.name}"`));
  const runs = lines.flatMap(runsIn);
  const bytes = sum(lines, (line) => Buffer.byteLength(line));
  return [
    figure(message.runs, runs.length / messages, 'runs'),
    figure(message.milliseconds, sum(runs, ({ milliseconds }) => milliseconds) / runs.length, 'ms'),
    figure(message.published, published() / messages, 'requests'),
    figure(message.logged, bytes / messages, 'bytes'),
  ];
}

/** The line that a consumer writes when it has run. Its metrics are lines of their own. */
function runsIn(line: string): { readonly milliseconds: number }[] {
  const entry: { readonly message?: string; readonly milliseconds: number } = JSON.parse(line);
  return entry.message === 'run' ? [entry] : [];
}

async function bringIn(run: MeteredRun, rows: number): Promise<Figure[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-units-'));
  try {
    const made = await makeFleetFile(join(scratch, 'fleet.ndjson'), 'ndjson', rows);
    const api = { url: run.apiUrl, token: await run.tokenFor('operator', 'operators') };
    const seconds = await importFile(api, made, lookEvery);
    // What a function called is known when it has ended.
    const put = () =>
      run.events.calls.filter(({ service, operation }) => service === 'dynamodb' && operation === 'PutItem');
    await until(() => put().length > 0);
    const kept = run.events.calls.filter(
      ({ principalArn, operation }) => principalArn?.includes(importFleet.name) && operation === 'UpdateItem',
    );
    const files = run.events.calls.filter(({ service, operation }) => service === 's3' && operation !== 'GetObject');
    return [
      figure(imported.writeUnits, sum(put(), writeUnits) / rows, 'write units'),
      figure(imported.keptUnits, sum(kept, writeUnits) / seconds, 'write units'),
      figure(imported.fileWrites, files.length / seconds, 'requests'),
    ];
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** @throws Error where it does not come about */
async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + patience;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error('The functions that events invoke do not end.');
    await pause(50);
  }
}

const writeUnits = ({ units }: CallReport) => units?.write ?? 0;

const sum = <Value>(values: readonly Value[], of: (value: Value) => number) =>
  values.reduce((total, value) => total + of(value), 0);

const figure = (name: string, value: number, unit: string): Figure => ({
  name,
  value: rounded(value),
  unit,
  ratios: {},
});
