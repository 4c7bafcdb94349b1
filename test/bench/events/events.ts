import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { notifyRiders } from '../../../lambda/events/notify-riders.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import type { Bench, Figure } from '../figures.ts';
import { functionOf } from '../tools/app.ts';
import { Client, drive } from '../tools/load.ts';
import { RideMails } from '../tools/mailbox.ts';
import { ride, ridesAt, stepsOfRide } from '../tools/riders.ts';
import { seed } from '../tools/seed.ts';
import { percentile, ratio, rounded } from '../tools/statistics.ts';

/** Riders a second who come steadily: each books and cancels. */
const steadyRate = 10;
/** Riders at once at full speed. */
const concurrency = 8;

/** Milliseconds: how long messages took, and what stands beside them. */
interface Samples {
  readonly lags: number[];
  /** Of POST /rides in the same rounds. */
  readonly bookings: number[];
  /** Of invoking the function that tells, with nothing to tell. */
  readonly invocations: number[];
}

/** How long riders wait to be told: from a ride's step to the message, through the table's stream. */
export async function measureEvents(bench: Bench): Promise<Figure[]> {
  const assembly = await bench.assembly();
  const run = await startLocalRun(assembly, ['--quiet']);
  const client = new Client(run.apiUrl);
  const mails = new RideMails(run);
  const book = (turn: number) => ride(client, run, turn);
  try {
    await seed(run);
    const invoke = invoker(assembly, run);
    const rounds = bench.quick ? 1 : 5;
    const steadyRides = bench.quick ? 20 : 150;
    const fastRides = bench.quick ? 40 : 400;
    const steady: Samples = { lags: [], bookings: [], invocations: [] };
    const fast: Samples = { lags: [], bookings: [], invocations: [] };
    const rates: number[] = [];
    // The first round warms up: processes start, code is compiled.
    for (let round = 0; round <= rounds; round += 1) {
      bench.say(round === 0 ? 'events: warming up' : `events: round ${round} of ${rounds}`);
      const invocations = await drive(
        Array.from({ length: steadyRides }, () => invoke),
        1,
      );

      await mails.empty();
      const steadyBookings = await ridesAt(steadyRate, steadyRides, book);
      const steadyLags = await mails.lags(steadyRides * stepsOfRide);

      await mails.empty();
      const tasks = Array.from({ length: fastRides }, (_, turn) => () => book(turn));
      const { results: fastBookings, seconds } = await drive(tasks, concurrency);
      const fastLags = await mails.lags(fastRides * stepsOfRide);
      if (round === 0) continue;
      steady.lags.push(...steadyLags);
      steady.bookings.push(...steadyBookings);
      steady.invocations.push(...invocations.latencies);
      fast.lags.push(...fastLags);
      fast.bookings.push(...fastBookings);
      fast.invocations.push(...invocations.latencies);
      rates.push((fastRides * stepsOfRide) / seconds);
    }
    const fastRate = rounded(rates.reduce((sum, rate) => sum + rate, 0) / rates.length);
    return [
      ...figures(`${steadyRate * stepsOfRide} steps a second`, steady),
      ...figures('full speed', fast, `${concurrency} riders at once, ${fastRate} steps a second`),
    ];
  } finally {
    client.close();
    await run.stop();
  }
}

/** Invokes the function that tells riders, with nothing to tell. */
function invoker(assembly: string, { awsEndpoint, credentials }: LocalRun): () => Promise<void> {
  const { functionName, region } = functionOf(assembly, notifyRiders);
  const lambda = new LambdaClient({ endpoint: awsEndpoint, region, credentials });
  return async () => {
    const command = new InvokeCommand({ FunctionName: functionName, Payload: JSON.stringify({ Records: [] }) });
    const { FunctionError } = await lambda.send(command);
    if (FunctionError !== undefined) throw new Error(`${notifyRiders.name} fails: ${FunctionError}`);
  };
}

function figures(load: string, { lags, bookings, invocations }: Samples, note?: string): Figure[] {
  return [0.5, 0.99].map((share) => {
    const value = percentile(lags, share);
    return {
      name: `A ride's step to its message, ${load}: p${share * 100}`,
      value: rounded(value),
      unit: 'ms',
      ratios: {
        'POST /rides': ratio(value, percentile(bookings, share)),
        'invoking NotifyRiders with nothing to tell': ratio(value, percentile(invocations, share)),
      },
      note: `from its time in the ride to the mail in the mailbox${note === undefined ? '' : `; ${note}`}`,
    };
  });
}
