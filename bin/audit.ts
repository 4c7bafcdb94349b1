import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { judge, readExceptions } from './audit/judge.ts';

// Asks the registry for known faults of what ships: the packages that the functions, the page and the CDK app are made of,
// not those of tests and tools. Exits with
//   0  where there is none that is high or critical, but for those in audit-exceptions.json
//   1  where there is one
//   2  where the registry could not be asked: nothing is known then, good or bad

const exceptions = readExceptions(readFileSync(resolve(import.meta.dirname, '../audit-exceptions.json'), 'utf8'));
const { stdout, stderr, error } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8' });
if (error) throw error;
const judgement = judge(parse(stdout), exceptions, new Date().toISOString().slice(0, 10));
if (judgement === undefined) {
  say(`The registry could not be asked, so nothing is known of faults:\n${stderr.trim()}`);
  process.exit(2);
}
for (const { severity, package: name, title, url } of judgement.found) say(`${severity}  ${name}  ${title}  ${url}`);
for (const { package: name, url } of judgement.excepted) say(`excepted  ${name}  ${url}`);
for (const { advisory } of judgement.unneeded)
  say(`${advisory} is an exception that nothing needs any more: remove it.`);
const { length } = judgement.found;
say(length === 0 ? 'No high or critical fault is known of what ships.' : `${length} must not be shipped.`);
process.exit(length === 0 ? 0 : 1);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // No report: npm says on its standard error why.
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
