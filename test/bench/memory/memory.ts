import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalRun } from '../../support/local-run.ts';
import type { Bench, Figure } from '../figures.ts';
import { exampleRequests } from '../requests.ts';
import { emptyProcessBytes } from '../tools/empty-process.ts';
import { Client, drive } from '../tools/load.ts';
import { usageOf } from '../tools/processes.ts';
import { median, ratio, rounded } from '../tools/statistics.ts';
import { prefixes, synthesizeFortyFunctions } from './forty-functions.ts';

const megabyte = 1024 ** 2;
const concurrency = 8;
/** How often every function is called. */
const calls = 3;

/** Megabytes. */
interface Sample {
  readonly floor: number;
  readonly idle: number;
  readonly inUse: number;
  /** How many function processes there were then. */
  readonly processes: number;
}

/** How much memory a local run takes: before anyone calls it, and with forty functions in use. */
export async function measureMemory(bench: Bench): Promise<Figure[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-memory-'));
  try {
    const assembly = join(scratch, 'forty-functions');
    await synthesizeFortyFunctions(assembly);
    const samples: Sample[] = [];
    for (let round = 1; round <= (bench.quick ? 1 : 5); round += 1) {
      bench.say(`memory: round ${round}`);
      samples.push(await sample(assembly));
    }
    return figures((of) => median(samples.map(of)));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function sample(assembly: string): Promise<Sample> {
  const run = await startLocalRun(assembly, ['--quiet']);
  const client = new Client(run.apiUrl);
  try {
    const floor = (await emptyProcessBytes()) / megabyte;
    const before = usageOf(run.pid);
    const requests = prefixes.flatMap((prefix) =>
      Object.values(exampleRequests).map((request) => async () => {
        const token = run.tokens?.operator ?? '';
        const answer = await client.send({ ...request, path: `/${prefix}${request.path.slice(1)}`, token });
        if (answer.status >= 500) throw new Error(`${request.path} answered ${answer.status}: ${answer.body}`);
      }),
    );
    let most = before;
    for (let call = 1; call <= calls; call += 1) {
      await drive(requests, concurrency);
      const now = usageOf(run.pid);
      if (now.residentBytes > most.residentBytes) most = now;
    }
    return {
      floor,
      idle: before.residentBytes / megabyte,
      inUse: most.residentBytes / megabyte,
      processes: most.processes - before.processes,
    };
  } finally {
    client.close();
    await run.stop();
  }
}

function figures(of: (member: (sample: Sample) => number) => number): Figure[] {
  const floor = of((sample) => sample.floor);
  const figure = (name: string, value: number, note: string): Figure => ({
    name,
    value: rounded(value),
    unit: 'MB',
    ratios: { 'an empty Node process': ratio(value, floor) },
    note,
  });
  return [
    { name: 'Memory: an empty Node process', value: rounded(floor), unit: 'MB', ratios: {} },
    figure(
      'Memory: the run, idle',
      of((sample) => sample.idle),
      'resident, nothing called yet',
    ),
    {
      ...figure(
        'Memory: the run, forty functions in use',
        of((sample) => sample.inUse),
        `resident, all processes added up, shared pages in each; ${of((sample) => sample.processes)} processes take turns`,
      ),
      targets: [{ atMost: 2_000 }],
    },
  ];
}
