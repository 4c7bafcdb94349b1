import { beforeAll, describe, expect, test } from 'vitest';
import type { Grant } from '../../../lib/permissions/grants.ts';
import { grantsIn } from '../../../lib/permissions/grants.ts';
import type { CallReport } from '../../../local/endpoint/dispatch.ts';
import { operationNames, templateOf } from '../templates.ts';
import { listFleet, listUsers, look, ride } from './journeys.ts';
import { covers, dataGrants, words } from './rules.ts';
import { holdersByRole, loadDev, run, tableOf } from './running-app.ts';

/** One part of a call that a policy was asked about. */
interface Use {
  readonly holder: string;
  readonly action: string;
  readonly part: string;
  readonly keys: readonly string[];
  readonly allowed: boolean;
}

let uses: readonly Use[];
/** What ended a journey before its time. */
let failures: readonly unknown[];

beforeAll(async () => {
  const app = loadDev();
  const { arn } = tableOf(app);
  const holders = holdersByRole(app);
  const calls: CallReport[] = [];
  const ends = await Promise.allSettled(
    [ride, listUsers, listFleet, look].map(async (journey) => {
      const running = await run(app);
      try {
        await journey(running);
      } finally {
        calls.push(...(await running.end()));
      }
    }),
  );
  failures = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
  uses = calls.flatMap(({ principalArn = '', authorizations }) =>
    authorizations.map(({ action, resource, context = {}, effect }) => ({
      holder: holders.get(principalArn) ?? principalArn,
      action,
      part: resource.startsWith(arn) ? resource.slice(arn.length) : resource,
      keys: context['dynamodb:LeadingKeys'] ?? [],
      allowed: effect === 'allow',
    })),
  );
}, 180_000);

const grants = dataGrants(grantsIn(templateOf('dev')));
const usesOf = (grant: Grant) => uses.filter((use) => use.allowed && covers(grant, use));

describe('under its own policy, each function', () => {
  test('is denied nothing that it does', () => {
    expect(uses.filter(({ allowed }) => !allowed)).toEqual([]);
    expect(failures).toEqual([]);
  });

  test.each(operationNames)('%s uses all that it is granted', (operation) => {
    const unused = grants.filter((grant) => grant.holder === operation && usesOf(grant).length === 0);
    expect(unused.map(words)).toEqual([]);
  });

  test.each(operationNames)('%s is granted no more keys than it uses', (operation) => {
    const wider = grants.flatMap((grant) => {
      const seen = usesOf(grant).flatMap(({ keys }) => keys);
      const needed = narrowest(seen);
      if (grant.holder !== operation || !grant.keys?.endsWith('*') || needed === grant.keys) return [];
      return [`${words(grant)}: ${needed} would do`];
    });
    expect(wider).toEqual([]);
  });
});

test('the journeys reach every function that touches the table', () => {
  const touching = new Set(grants.map(({ holder }) => holder));
  expect([...new Set(uses.map(({ holder }) => holder))].sort()).toEqual([...touching].sort());
});

/** The narrowest pattern of keys, in whole parts between `#`, that takes all of these. */
function narrowest(keys: readonly string[]): string {
  const [first = '', ...others] = keys;
  let length = first.length;
  for (const key of others) while (!key.startsWith(first.slice(0, length))) length -= 1;
  return `${first.slice(0, first.lastIndexOf('#', length - 1) + 1)}*`;
}
