import { newEtag } from '../../../lambda/table/items.ts';
import { unicornItem } from '../../../lambda/table/unicorns.ts';
import type { Bench, Figure } from '../figures.ts';
import { ratio } from '../tools/statistics.ts';
import { keyedBookingName, makeWorld, searchName } from '../units/world.ts';
import {
  assumed,
  costFigure,
  dollars,
  gigabyte,
  lambdaDollars,
  logDollars,
  million,
  type Parts,
  totalOf,
} from './dollars.ts';
import { eventCosts } from './event-costs.ts';
import { prices } from './prices.ts';
import { monthOfMetrics, monthOfWatching, monthWithoutRequest } from './standing-costs.ts';

/** What the costs are computed from, for people. */
export const costBasis = `List prices in ${prices.region} on ${prices.date} without free tiers (test/bench/costs/prices.ts), times the units above; Lambda at ${assumed.duration} ms a request and a message, and at ${assumed.processors} of a processor for an import.`;

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
    monthWithoutRequest(await bench.assembly()),
    monthOfWatching('staging'),
    monthOfWatching('prod'),
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
    ...eventCosts(bench),
    monthOfMetrics(),
  ];
}

function priced(name: string, consumption: Consumption, floor: Consumption): Figure {
  const parts = partsOf(consumption);
  const ratios =
    consumption === floor ? {} : { 'a million GET /hello': ratio(totalOf(parts), totalOf(partsOf(floor))) };
  return { ...costFigure(name, parts), ratios };
}

/** Dollars of a million. */
function partsOf({ requests, read, write, logged }: Consumption): Parts {
  return {
    'HTTP API': million * requests * prices.apiRequest,
    Lambda: lambdaDollars(million * requests, assumed.duration),
    DynamoDB: million * (read * prices.readUnit + write * prices.writeUnit),
    logs: logDollars(million * (logged + requests * (assumed.accessLog + assumed.platformLog))),
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
