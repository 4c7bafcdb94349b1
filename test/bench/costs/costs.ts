import { operations } from '../../../lambda/operations.ts';
import { newEtag } from '../../../lambda/table/items.ts';
import { unicornItem } from '../../../lambda/table/unicorns.ts';
import { stages } from '../../../lib/stages.ts';
import type { Bench, Figure } from '../figures.ts';
import { ratio } from '../tools/statistics.ts';
import { keyedBookingName, makeWorld, searchName } from '../units/world.ts';
import { prices } from './prices.ts';

const million = 1e6;
const gigabyte = 1e9;

/** What cannot be measured here is assumed, on the high side. */
const assumed = {
  /** Milliseconds that Lambda bills for a request: a warm one with several calls of DynamoDB. */
  duration: 50,
  /** Bytes of the gateway's access log and of Lambda's own lines for a request. */
  accessLog: 500,
  platformLog: 700,
} as const;

/** What the costs are computed from, for people. */
export const costBasis = `List prices in ${prices.region} on ${prices.date} without free tiers (test/bench/costs/prices.ts), times the units above; Lambda at ${assumed.duration} ms a request.`;

/** What a function sends of each operation (`lambda/http/telemetry.ts`), and beside that of the business. */
const metricsOfOperation = 2;
const metricsOfBusiness = 2;
/** What an HTTP API sends of each route: count, 4xx, 5xx, latency, integration's latency, bytes. */
const metricsOfRoute = 6;

/** How many unicorns are stored in the example of a table that nobody uses. */
const fleet = 100_000;

/** What requests consume, for pricing. */
interface Consumption {
  readonly requests: number;
  readonly read: number;
  readonly write: number;
  /** Bytes of the functions' own lines. */
  readonly logged: number;
}

/** What the app costs at list prices: the units that are measured, times the price. */
export async function computeCosts(bench: Bench): Promise<Figure[]> {
  const units = bench.figuresOf('units');
  const consumed = (name: string, unit: string) =>
    units.find((figure) => figure.name === name && figure.unit === unit)?.value ?? 0;
  const searches = searchName('a crowded city');
  const completing = 'POST /rides/{rideId}/complete';
  const logged = consumed(`${searches}, logged`, 'bytes');
  if (logged === 0) throw new Error('The costs are computed from the units: measure those first (--only units,costs).');

  const hello = { requests: 1, read: 0, write: 0, logged };
  const search = { ...hello, read: consumed(searches, 'read units') };
  const ride = {
    requests: 2,
    read: consumed(keyedBookingName, 'read units') + consumed(completing, 'read units'),
    write: consumed(keyedBookingName, 'write units') + consumed(completing, 'write units'),
    logged: consumed(`${keyedBookingName}, logged`, 'bytes') + logged,
  };
  return [
    { name: 'A month without a request', value: 0, unit: '$', ratios: {}, note: 'all is paid by use' },
    {
      name: `A month of ${fleet.toLocaleString('en')} unicorns stored`,
      value: dollars(storage()),
      unit: '$',
      ratios: {},
      note: 'table, indexes, point-in-time recovery',
    },
    priced('A million GET /hello', hello, hello),
    priced('A million searches (GET /unicorns?near=)', search, hello),
    priced('A million rides (POST /rides with a key, and complete)', ride, hello),
    {
      name: 'A month of metrics, every operation in use every hour',
      value: dollars((operations.length * (metricsOfOperation + metricsOfRoute) + metricsOfBusiness) * prices.metric),
      unit: '$',
      ratios: {},
      note: 'less where operations rest: metrics are charged by the hour',
    },
  ];
}

function priced(name: string, consumption: Consumption, floor: Consumption): Figure {
  const parts = partsOf(consumption);
  const total = sum(parts);
  return {
    name,
    value: dollars(total),
    unit: '$',
    ratios: consumption === floor ? {} : { 'a million GET /hello': ratio(total, sum(partsOf(floor))) },
    series: Object.fromEntries(Object.entries(parts).map(([part, cost]) => [part, dollars(cost)])),
  };
}

/** Dollars of a million. */
function partsOf({ requests, read, write, logged }: Consumption): Record<string, number> {
  const gigabyteSeconds = (stages.dev.functionDefaults.memory / 1024) * (assumed.duration / 1000);
  const logBytes = logged + requests * (assumed.accessLog + assumed.platformLog);
  return {
    'HTTP API': million * requests * prices.apiRequest,
    Lambda: million * requests * (prices.lambdaRequest + gigabyteSeconds * prices.lambdaGigabyteSecond),
    DynamoDB: million * (read * prices.readUnit + write * prices.writeUnit),
    logs: (million * logBytes * prices.loggedGigabyte) / gigabyte,
  };
}

/** Dollars a month of an unused table: a unicorn is in the table and, while available, in two indexes. */
function storage(): number {
  const [unicorn] = makeWorld(100, 'nobody', 1).unicorns;
  if (unicorn === undefined) throw new Error('The world has no unicorns.');
  // All of its attributes are text. DynamoDB stores 100 bytes of its own with each item: CapacityUnitCalculations.html.
  const bytes = Object.entries(unicornItem(unicorn, newEtag())).flat().join('').length + 100;
  return ((bytes * fleet) / gigabyte) * (3 * prices.storedGigabyte + prices.recoverableGigabyte);
}

const sum = (parts: Record<string, number>) => Object.values(parts).reduce((total, part) => total + part, 0);
const dollars = (value: number) => Number(value.toFixed(2));
