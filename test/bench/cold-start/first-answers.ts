import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { median } from '../tools/statistics.ts';

/** One way to make a function, as a file that Node can load. */
export interface Candidate {
  readonly name: string;
  readonly file: string;
  /** Bytes of what is deployed. */
  readonly size: number;
}

/** Where Lambda's own SDK would be found: by NODE_PATH too. */
const nodeModules = resolve(import.meta.dirname, '../../../node_modules');

/**
 * Measures cold starts: milliseconds from starting a process to the answer of its first call, which must be a 201. The
 * candidates take turns, so that what else the machine does falls on all alike.
 *
 * @returns the median of each candidate
 */
export async function measureFirstAnswers(
  candidates: readonly Candidate[],
  event: object,
  environment: Readonly<Record<string, string>>,
  runs: number,
): Promise<ReadonlyMap<Candidate, number>> {
  const times = new Map<Candidate, number[]>(candidates.map((candidate) => [candidate, []]));
  const env = { ...environment, NODE_PATH: nodeModules };
  // The first round only brings the files into memory.
  for (const candidate of candidates) await timeFirstAnswer(candidate, event, env);
  for (let run = 0; run < runs; run += 1) {
    for (const [candidate, measured] of times) measured.push(await timeFirstAnswer(candidate, event, env));
  }
  return new Map([...times].map(([candidate, measured]) => [candidate, median(measured)]));
}

async function timeFirstAnswer({ name, file }: Candidate, event: object, env: Record<string, string>): Promise<number> {
  const started = performance.now();
  const arguments_ = [join(import.meta.dirname, 'first-answer.cjs'), file, JSON.stringify(event)];
  const child = spawn(process.execPath, arguments_, { env, stdio: ['ignore', 'ignore', 'inherit', 'pipe'] });
  const exited = once(child, 'exit');
  const report = child.stdio[3];
  if (!(report instanceof Readable)) throw new Error('The child has no descriptor 3.');
  const [answer] = await Promise.race([once(report, 'data'), exited]);
  const time = performance.now() - started;
  await exited;
  if (String(answer) !== '201') throw new Error(`${name}: expected 201, got ${answer}.`);
  return time;
}
