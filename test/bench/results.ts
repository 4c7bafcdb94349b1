import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { dirname, resolve } from 'node:path';
import type { Figure } from './figures.ts';

/** The figures of one part, and what they were measured on: parts may have been measured apart. */
export interface PartResult {
  readonly date: string;
  readonly machine: string;
  readonly figures: readonly Figure[];
}

/** By the part's name. */
export type Results = Readonly<Record<string, PartResult>>;

const file = resolve(import.meta.dirname, '../../bench/results.json');

/** What was measured so far. */
export function readResults(): Results {
  if (!existsSync(file)) return {};
  const results: Results = JSON.parse(readFileSync(file, 'utf8'));
  return results;
}

export function writeResults(results: Results): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(results, null, 2)}\n`);
}

/** Figures with the machine and the day they were measured on. */
export function resultOf(figures: readonly Figure[]): PartResult {
  const [cpu] = cpus();
  const cores = `${cpus().length} cores`;
  const machine = [`Node ${process.version.slice(1)}`, process.platform, process.arch, cores, cpu?.model.trim()];
  return { date: new Date().toISOString().slice(0, 10), machine: machine.filter(Boolean).join(', '), figures };
}
