import { newEtag } from '../../../lambda/table/items.ts';
import { emailKey } from '../../../lambda/table/keys.ts';
import { addRide } from '../../../lambda/table/rides.ts';
import { unicornItem } from '../../../lambda/table/unicorns.ts';
import { userItem } from '../../../lambda/table/users.ts';
import type { Bench, Figure } from '../figures.ts';
import { ratio, rounded } from '../tools/statistics.ts';
import { type Costs, measureCases, subOf } from './cases.ts';
import { computeCosts } from './computed.ts';
import { measureEventUnits } from './event-units.ts';
import { type Cost, startMeteredRun } from './metered-run.ts';
import { grounds, keyedBookingName, makeWorld, searchName, type World } from './world.ts';

const rider = 'rider';
const smallest = 1_000;
const large = 100_000;
const largest = 1_000_000;

/** What the requests cost in one table. */
interface Table {
  /** How many items it has. */
  readonly name: string;
  readonly costs: Costs;
}

/** What each operation consumes, as DynamoDB counts it, and that it stays so while the table grows. */
export async function measureUnits(bench: Bench): Promise<Figure[]> {
  const repetitions = bench.quick ? 2 : 20;
  const measure = async (size: number): Promise<Table> => {
    bench.say(`units: a table of ${label(size)}`);
    return { name: label(size), costs: await measureTable(await bench.assembly(), size, repetitions) };
  };
  const events = await measureEventUnits(bench);
  const first = await measure(smallest);
  if (bench.quick) return [...figures(first, [first]), ...events];
  const main = await measure(large);
  const name = `${label(largest)} (computed)`;
  bench.say(`units: a table of ${name}`);
  const computed = await computeCosts(makeWorld(largest, rider, repetitions), main.costs);
  return [...figures(main, [first, main, { name, costs: computed }]), ...events];
}

async function measureTable(assembly: string, size: number, repetitions: number): Promise<Costs> {
  const run = await startMeteredRun(assembly);
  try {
    const world = makeWorld(size, subOf(await run.tokenFor(rider)), repetitions);
    await run.load(itemsOf(world));
    return await measureCases(run, world, rider, repetitions);
  } finally {
    await run.close();
  }
}

/** The world as the functions would have written it. */
function itemsOf({ unicorns, users, rides }: World) {
  return [
    ...unicorns.map((unicorn) => unicornItem(unicorn, newEtag())),
    ...users.map((user) => userItem(user, newEtag())),
    ...users.map(({ userId, email }) => ({ ...emailKey(email), userId })),
    ...rides.map((value) => addRide({ value, unicornLocation: value.pickupLocation }).Put?.Item ?? {}),
  ];
}

/** @param main the table whose figures are the figures; the others stand beside it */
function figures(main: Table, tables: readonly Table[]): Figure[] {
  const logged = (name: string): Figure => ({
    name: `${name}, logged`,
    value: Math.round(mean(main.costs.get(name), ({ logged: bytes }) => bytes)),
    unit: 'bytes',
    ratios: {},
  });
  return [
    ...Array.from(main.costs.keys()).flatMap((name) => [
      ...unitsOf(name, 'read', main, tables),
      ...unitsOf(name, 'write', main, tables),
    ]),
    mostOfAnySearch(tables),
    logged(searchName('a crowded city')),
    logged(keyedBookingName),
  ];
}

function unitsOf(name: string, kind: 'read' | 'write', main: Table, tables: readonly Table[]): Figure[] {
  const units = ({ costs }: Table) => mean(costs.get(name), (cost) => cost[kind]);
  if (units(main) === 0) return [];
  const [first = main] = tables;
  return [
    {
      name,
      value: rounded(units(main)),
      unit: `${kind} units`,
      ratios: first === main ? {} : { [first.name]: ratio(units(main), units(first)) },
      series: Object.fromEntries(tables.map((table) => [table.name, rounded(units(table))])),
    },
  ];
}

function mostOfAnySearch(tables: readonly Table[]): Figure {
  const searches = tables.flatMap(({ costs }) => grounds.flatMap((ground) => costs.get(searchName(ground)) ?? []));
  return {
    name: 'GET /unicorns?near=, the most of any',
    value: Math.max(...searches.map(({ read }) => read)),
    unit: 'read units',
    ratios: {},
    targets: [{ atMost: 15 }],
    note: `of ${searches.length} searches in tables of ${tables.map((table) => table.name).join(', ')}`,
  };
}

const label = (size: number) => `${size.toLocaleString('en')} items`;

const mean = (costs: readonly Cost[] = [], of: (cost: Cost) => number) =>
  costs.reduce((total, cost) => total + of(cost), 0) / costs.length;
