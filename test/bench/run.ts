import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { writeReadmePart } from '../../bin/readme.ts';
import { synthesize } from '../../local/project.ts';
import { measureColdStarts } from './cold-start/cold-start.ts';
import { computeCosts } from './costs/costs.ts';
import { measureEvents } from './events/events.ts';
import type { Bench, Figure, Part } from './figures.ts';
import { measureImport } from './imports/import.ts';
import { measureMemory } from './memory/memory.ts';
import { measurePage } from './page.ts';
import { lineOf, tablesOf } from './report.ts';
import { readResults, resultOf, writeResults } from './results.ts';
import { measureStart } from './start/start.ts';
import { measureSynth } from './synth/synth.ts';
import { measureThroughput } from './throughput.ts';
import { measureUnits } from './units/units.ts';

/** In the order in which they run: the costs are computed from the import and the units. */
const parts = {
  'cold-start': measureColdStarts,
  synth: measureSynth,
  start: measureStart,
  throughput: measureThroughput,
  page: measurePage,
  events: measureEvents,
  memory: measureMemory,
  import: measureImport,
  units: measureUnits,
  costs: computeCosts,
} as const satisfies Record<string, Part>;

const usage = `Measures the app, and writes bench/results.json and the README's table.

  npm run bench                            all of it
  npm run bench -- --only NAME[,NAME]      a part, the other figures stay: ${Object.keys(parts).join(', ')}
  npm run bench -- --quick                 whether it works: few repetitions, nothing is installed or written`;

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    quick: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function main(names: readonly string[]): Promise<void> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-'));
  const results = { ...readResults() };
  const bench: Bench = {
    quick: values.quick,
    assembly: onceOnly(() => synthesizeApp(scratch)),
    figuresOf: (part) => results[part]?.figures ?? [],
    say: (line) => process.stderr.write(`${line}\n`),
  };
  if (bench.quick) bench.say('Quick: few repetitions, to see that all works. No figure is to be quoted.');
  try {
    for (const [name, measure] of Object.entries(parts)) {
      if (!names.includes(name)) continue;
      const figures = await attempt(name, () => measure(bench));
      if (figures === undefined) continue;
      results[name] = resultOf(figures);
      process.stdout.write(`${name}\n${figures.map((figure) => `${lineOf(figure)}\n`).join('')}`);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  if (values.quick) return;
  // In the order of the parts, whichever were measured last.
  const ordered = Object.fromEntries(
    Object.keys(parts).flatMap((name) => (results[name] ? [[name, results[name]]] : [])),
  );
  writeResults(ordered);
  writeReadmePart('figures', tablesOf(ordered));
  process.stdout.write('bench/results.json is written, and README.md shows the new figures.\n');
}

/** What fails does not keep the rest from being measured; the command then ends with 1. */
async function attempt(name: string, measure: () => Promise<Figure[]>): Promise<Figure[] | undefined> {
  try {
    return await measure();
  } catch (error) {
    process.exitCode = 1;
    process.stderr.write(`${name} could not be measured: ${error instanceof Error ? error.stack : error}\n`);
    return undefined;
  }
}

async function synthesizeApp(scratch: string): Promise<string> {
  const directory = resolve(import.meta.dirname, '../..');
  const { output } = await synthesize({ directory, output: join(scratch, 'cdk.out'), context: { stage: 'dev' } });
  return output;
}

function onceOnly<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let made: Promise<Value> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

const names = values.only?.split(',') ?? Object.keys(parts);
const unknown = names.filter((name) => !Object.hasOwn(parts, name));
if (values.help) {
  process.stdout.write(`${usage}\n`);
} else if (unknown.length > 0) {
  process.stderr.write(`There is no part ${unknown.join(', ')}.\n\n${usage}\n`);
  process.exitCode = 2;
} else {
  await main(names);
}
