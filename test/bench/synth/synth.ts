import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
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
    if (bench.quick) return figures([await synthSeconds(project, join(scratch, 'ours'))], []);
    installPeers(bench.say);
    const ours: number[] = [];
    const others: number[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      bench.say(`synth: round ${round} of ${rounds}`);
      ours.push(await synthSeconds(project, join(scratch, `ours-${round}`)));
      others.push(await synthSeconds(stock, join(scratch, `stock-${round}`)));
    }
    return figures(ours, others);
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

function figures(ours: readonly number[], others: readonly number[]): Figure[] {
  const peer = `stock bundling and tsx ${versionOf('tsx')}`;
  const app: Figure = {
    name: 'cdk synth: the app',
    value: rounded(median(ours)),
    unit: 's',
    ratios: {},
    note: 'the whole command, all validation on',
  };
  if (others.length === 0) return [app];
  return [
    {
      ...app,
      ratios: { [peer]: ratio(median(ours), median(others)) },
      targets: [{ ratio: peer, aim: 0.25, atMost: 0.4 }],
    },
    { name: `cdk synth: the same with ${peer}`, value: rounded(median(others)), unit: 's', ratios: {} },
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
