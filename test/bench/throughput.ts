import { sampleFleet } from '../../bin/sample-fleet.ts';
import { type LocalRun, startLocalRun } from '../support/local-run.ts';
import type { Bench, Figure } from './figures.ts';
import { type ApiRequest, Client, drive } from './tools/load.ts';
import { seed } from './tools/seed.ts';
import { median, percentile, ratio, rounded } from './tools/statistics.ts';

/** Requests on their way at once. */
const concurrency = 8;
/** Requests of each kind a round: fewer than half of the fleet, so that every ride finds a unicorn near by. */
const perRound = { quick: 100, whole: 400 };

/** One kind of request, and how it went in each round. */
interface Kind {
  readonly name: string;
  readonly status: number;
  readonly request: (turn: number) => ApiRequest;
  readonly rates: number[];
  readonly latencies: number[];
}

/** How many requests the local run answers in a second, with a seeded fleet, and how long each takes. */
export async function measureThroughput(bench: Bench): Promise<Figure[]> {
  const run = await startLocalRun(await bench.assembly(), ['--quiet']);
  const client = new Client(run.apiUrl);
  try {
    await seed(run);
    const kinds = kindsFor(run);
    const rounds = bench.quick ? 1 : 7;
    const requests = bench.quick ? perRound.quick : perRound.whole;
    // The first round warms up: processes start, code is compiled.
    for (let round = 0; round <= rounds; round += 1) {
      bench.say(round === 0 ? 'throughput: warming up' : `throughput: round ${round} of ${rounds}`);
      for (const kind of kinds) await playRound(client, run, kind, round, requests);
      if (round === 0) for (const { rates, latencies } of kinds) rates.length = latencies.length = 0;
    }
    return kinds.flatMap((kind) => figures(kind, kinds));
  } finally {
    client.close();
    await run.stop();
  }
}

function kindsFor({ tokens }: LocalRun): Kind[] {
  if (tokens === null) throw new Error('The run has no tokens.');
  const token = tokens.rider;
  const places = sampleFleet().map(({ location }) => location);
  /** Another city with each turn. */
  const place = (turn: number) => places[(turn * 89) % places.length] ?? { latitude: 47.6, longitude: -122.31 };
  const kind = (name: string, status: number, request: Kind['request']): Kind => {
    return { name, status, request, rates: [], latencies: [] };
  };
  return [
    kind('GET /hello', 200, () => ({ path: '/hello' })),
    kind('GET /unicorns?near=', 200, (turn) => {
      const { latitude, longitude } = place(turn);
      return { path: `/unicorns?near=${latitude},${longitude}`, token };
    }),
    kind('POST /rides', 201, (turn) => {
      return { method: 'POST', path: '/rides', token, body: { pickupLocation: place(turn) } };
    }),
  ];
}

async function playRound(client: Client, run: LocalRun, kind: Kind, round: number, count: number): Promise<void> {
  const tasks = Array.from({ length: count }, (_, turn) => {
    const request = kind.request(round * count + turn);
    return () => client.send(request, kind.status);
  });
  const { seconds, latencies, results } = await drive(tasks, concurrency);
  kind.rates.push(count / seconds);
  kind.latencies.push(...latencies);
  if (kind.status === 201) await freeUnicorns(client, run, results);
}

/** Ends the rides that a round has booked: the next finds the same fleet. */
async function freeUnicorns(client: Client, { tokens }: LocalRun, answers: readonly { body: string }[]): Promise<void> {
  const token = tokens?.rider ?? '';
  const cancellations = answers.map(({ body }) => {
    const { rideId }: { rideId: string } = JSON.parse(body);
    return () => client.send({ method: 'POST', path: `/rides/${rideId}/cancel`, token }, 200);
  });
  await drive(cancellations, concurrency);
}

function figures({ name, rates, latencies }: Kind, kinds: readonly Kind[]): Figure[] {
  const [floor] = kinds;
  const beside = (value: number, of: (floor: Kind) => number): Record<string, number> =>
    floor === undefined || floor.name === name ? {} : { [floor.name]: ratio(value, of(floor)) };
  const latency = (share: number): Figure => {
    const value = percentile(latencies, share);
    return {
      name: `${name}: p${share * 100}`,
      value: rounded(value),
      unit: 'ms',
      ratios: beside(value, (kind) => percentile(kind.latencies, share)),
    };
  };
  const rate: Figure = {
    name: `${name}: requests a second`,
    value: rounded(median(rates)),
    unit: '/s',
    ratios: beside(median(rates), (kind) => median(kind.rates)),
    note: `${concurrency} at once, a thousand unicorns, the local run and its client on one machine`,
  };
  return [rate, latency(0.5), latency(0.99)];
}
