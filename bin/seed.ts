import { parseArgs } from 'node:util';
import { findApi } from './api-access.ts';
import { clearProgress, showProgress } from './progress-bar.ts';
import { type SeedUnicorn, sampleFleet } from './sample-fleet.ts';

// Fills an API with a sample fleet, through the API itself:
//   npm run seed -- --url https://... --token ...
// Putting the same unicorns again changes nothing but their time and place; those on a ride are left alone.

/** How many requests are on their way at once. */
const parallel = 8;
/** How often a request that the API was too busy for is tried again. */
const attempts = 5;

const { values } = parseArgs({ options: { url: { type: 'string' }, token: { type: 'string' } } });
const api = findApi(values);
if (api === undefined) {
  process.stderr.write('Say where and as whom: npm run seed -- --url URL --token OPERATOR_TOKEN\n');
  process.exit(2);
}

const fleet = sampleFleet();
const waiting = [...fleet];
const outcomes = { put: 0, onRide: 0 };
await Promise.all(Array.from({ length: parallel }, () => work(api.url, api.token)));
clearProgress();
process.stdout.write(
  `Seeded ${outcomes.put} unicorns${outcomes.onRide > 0 ? `; ${outcomes.onRide} are on a ride` : ''}.\n`,
);

async function work(api: string, bearer: string): Promise<void> {
  for (let unicorn = waiting.pop(); unicorn !== undefined; unicorn = waiting.pop()) {
    outcomes[await put(api, bearer, unicorn)] += 1;
    showProgress(outcomes.put + outcomes.onRide, fleet.length, 'unicorns');
  }
}

async function put(api: string, bearer: string, { unicornId, ...body }: SeedUnicorn): Promise<'put' | 'onRide'> {
  for (let attempt = 1; ; attempt += 1) {
    const response = await fetch(`${api}/unicorns/${unicornId}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const answer = await response.text();
    if (response.ok) return 'put';
    if (response.status === 409) return 'onRide';
    const isBusy = response.status === 429 || response.status === 503;
    if (!isBusy || attempt === attempts) {
      process.stderr.write(`\nPUT /unicorns/${unicornId} answered ${response.status}: ${answer}\n`);
      process.exit(1);
    }
    await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt * Math.random()));
  }
}
