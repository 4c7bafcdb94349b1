import { beforeAll, describe, expect, test } from 'vitest';
import { type Grant, grantsIn } from '../../../lib/permissions/grants.ts';
import { templateOf } from '../templates.ts';
import { hurried } from './hurried.ts';
import { everything, rideChanges } from './journeys.ts';
import { holdersIn, knownIn, placeOf } from './places.ts';
import { covers, narrowest, provenGrants, type Use, words } from './rules.ts';
import { type Asked, loadDev, run } from './running-app.ts';

/** What somebody did, or was kept from. */
interface Try extends Use {
  readonly allowed: boolean;
}

const dev = templateOf('dev');
const grants = provenGrants(grantsIn(dev));
const holders = [...new Set(grants.map(({ holder }) => holder))];

let tries: readonly Try[];
/** Records of the stream that reached a function. */
let brought: number;
/** What ended the journey before its time. */
let failure: unknown;

beforeAll(async () => {
  const { app, remove } = hurried(loadDev(), 'FleetImports/ImportFleet/Function');
  const [known, holderOf] = [knownIn(app, dev), holdersIn(app, dev)];
  const read = ({ by, action, resource, context = {}, effect }: Asked): Try => ({
    holder: holderOf.get(by) ?? by.replace(/arn:.*/, (arn) => placeOf(arn, known).resource),
    action,
    ...placeOf(resource, known),
    keys: context['dynamodb:LeadingKeys'] ?? [],
    allowed: effect === 'allow',
  });
  try {
    const running = await run(app);
    failure = await everything(running).catch((error: unknown) => error);
    tries = (await running.end()).map(read);
    brought = running.brought();
  } finally {
    remove();
  }
}, 180_000);

const usesOf = (grant: Grant) => tries.filter((one) => one.allowed && covers(grant, one));

test('nobody is denied anything that they do: no function, event source, schedule or rule', () => {
  expect(tries.filter(({ allowed }) => !allowed)).toEqual([]);
  expect(failure).toBeUndefined();
});

describe('under its own policy', () => {
  test.each(holders)('%s uses all that it is granted', (holder) => {
    const unused = grants.filter((grant) => grant.holder === holder && usesOf(grant).length === 0);
    expect(unused.map(words)).toEqual([]);
  });

  test.each(holders)('%s is granted no more keys and files than it uses', (holder) => {
    const wider = grants.flatMap((grant) => {
      const uses = usesOf(grant);
      const needed = {
        keys: grant.keys?.endsWith('*')
          ? narrowest(
              uses.flatMap(({ keys }) => keys),
              '#',
            )
          : grant.keys,
        part: grant.part.endsWith('*')
          ? narrowest(
              uses.map(({ part }) => part),
              '/',
            )
          : grant.part,
      };
      if (grant.holder !== holder || (needed.keys === grant.keys && needed.part === grant.part)) return [];
      return [`${words(grant)}: ${needed.part} and ${needed.keys} would do`];
    });
    expect(wider).toEqual([]);
  });
});

test('what comes from a service for a resource of the app, without a role', () => {
  const others = new Set(tries.map(({ holder }) => holder).filter((holder) => !holders.includes(holder)));
  expect([...others].sort()).toEqual(['events.amazonaws.com for FleetImports/Uploaded']);
});

test('no other change of the table than those of rides reaches a function', () => {
  expect(brought).toBe(rideChanges);
});
