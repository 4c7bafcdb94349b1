import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';
import type { Bench, Figure } from '../figures.ts';
import { installPeers, versionOf } from '../peers/peers.ts';
import { median, ratio, rounded } from '../tools/statistics.ts';
import { makeStockProject } from './stock-project.ts';

const project = resolve(import.meta.dirname, '../../..');
const rounds = 5;

/** How long `cdk synth` takes, whole, as one types it; and how long it would with what the CDK does by default. */
export async function measureSynth(bench: Bench): Promise<Figure[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-synth-'));
  try {
    const stock = join(scratch, 'stock');
    makeStockProject(stock);
    const times: Times = { anew: [], again: [], stock: [] };
    if (!bench.quick) installPeers(bench.say);
    for (let round = 1; round <= (bench.quick ? 1 : rounds); round += 1) {
      bench.say(`synth: round ${round} of ${rounds}`);
      for (const record of globSync('.build/*/kept.json', { cwd: project })) rmSync(join(project, record));
      times.anew.push(await synthSeconds(project, join(scratch, `anew-${round}`)));
      times.again.push(await synthSeconds(project, join(scratch, `again-${round}`)));
      if (!bench.quick) times.stock.push(await synthSeconds(stock, join(scratch, `stock-${round}`)));
    }
    return figures(times);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** Seconds of each synth. */
interface Times {
  /** Of the app, with all handlers bundled. */
  readonly anew: number[];
  /** Of the app, with the handlers as they were the time before. */
  readonly again: number[];
  readonly stock: number[];
}

function figures({ anew, again, stock }: Times): Figure[] {
  const figure = (name: string, times: readonly number[], note: string): Figure => ({
    name: `cdk synth: ${name}`,
    value: rounded(median(times)),
    unit: 's',
    ratios: {},
    note,
  });
  const validated = 'the whole command, all validation on';
  const ours = [
    { times: anew, figure: figure('the app, its handlers bundled anew', anew, validated) },
    { times: again, figure: figure('the app, no handler changed', again, validated) },
  ];
  if (stock.length === 0) return ours.map(({ figure: each }) => each);
  const peer = `stock bundling and tsx ${versionOf('tsx')}`;
  return [
    ...ours.map(({ times, figure: each }) => ({
      ...each,
      ratios: { [peer]: ratio(median(times), median(stock)) },
      targets: [{ ratio: peer, aim: 0.25, atMost: 0.4 }],
    })),
    figure(`the same with ${peer}`, stock, 'bundles each time'),
  ];
}

async function synthSeconds(folder: string, output: string): Promise<number> {
  const started = performance.now();
  const child = spawn('npx', ['cdk', 'synth', '--quiet', '--output', output], {
    cwd: folder,
    env: { ...process.env, PATH: [join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let lastWords = '';
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    lastWords = (lastWords + chunk).slice(-2_000);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`cdk synth ended with exit code ${code} in ${folder}:\n${lastWords}`);
  return (performance.now() - started) / 1000;
}
