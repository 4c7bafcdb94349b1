import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { setupOf, tableOfStack } from './restore/live-table.ts';
import { restore, restoredName, setUpAs } from './restore/restored-table.ts';

// Restores the table of a stage, in the account and region of your credentials, to another table as it was at a time, and
// says how the app comes to use it. It changes nothing of the live table and of the app. docs/runbook.md tells the whole way.
//   npm run restore -- --stage prod                                        what it can be restored to
//   npm run restore -- --stage prod --at 2026-11-21T09:30:00Z              what would be done
//   npm run restore -- --stage prod --at 2026-11-21T09:30:00Z --execute    does it; a second run goes on with the first

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { stage, at: time, execute } = readFlags();
  const stack = `UnicornRides-${stage}`;
  const { name, logicalId, isRetained } = await tableOfStack(new CloudFormationClient(), stack);
  const client = new DynamoDBClient();
  const live = await setupOf(client, name);
  const { restorable, description } = live;
  if (restorable === undefined) throw new Error(`The table ${name} keeps no backups to restore it from.`);
  const size = `${((description.TableSizeBytes ?? 0) / 1e9).toFixed(2)} GB, ${description.ItemCount} items`;
  say(`${name}: ${size} (as counted within the last six hours)`);
  say(`It can be restored to any second from ${instant(restorable.from)} to ${instant(restorable.to)}.`);
  if (time === undefined) return;

  const at = readTime(time);
  if (at < restorable.from || at > restorable.to) throw new Error(`${instant(at)} is not within that time.`);
  // Its stack would delete the live table when the restored one takes its place.
  if (!isRetained) {
    throw new Error(`The stage ${stage} does not retain its table: only one that does can have another in its place.`);
  }
  const target = restoredName(stack, at);
  say(
    `It is restored to the table ${target}: some 20 minutes, for a large one hours; $0.15 a GB, and $0.25 a GB and month.`,
  );
  say('What was written after that time is not in it. It stays in the live table, which is not touched.');
  if (!execute) {
    say('Nothing was done: --execute does it.');
    return;
  }
  await restore(client, live, at, target);
  const stream = await setUpAs(client, live, target);
  const mapping = `.local/restored/${stage}.json`;
  mkdirSync(dirname(mapping), { recursive: true });
  writeFileSync(mapping, `${JSON.stringify({ [logicalId]: { TableName: target } }, null, 2)}\n`);
  say(
    `\nThe table ${target} is there, set up as the live one is. Look into it, and then, with no other deployment meanwhile:`,
  );
  say(`  npx cdk deploy -c stage=${stage} -c restoredTable=${stream}`);
  say('      The app uses it. The table before leaves the stack and stays, with all that is in it.');
  say(`  npx cdk import --force -c stage=${stage} --resource-mapping ${mapping}`);
  say('      The restored table is the one of the stack. Without this, the next step would make a new, empty one.');
  say(`  npx cdk deploy -c stage=${stage}`);
  say('      The app refers to it as before.');
}

/** @throws Error for what is no time in UTC, to the second */
function readTime(text: string): Date {
  const at = new Date(text);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) && !Number.isNaN(at.getTime()) && instant(at) === text) return at;
  throw new Error(`--at takes a time in UTC such as 2026-11-21T09:30:00Z, not ${text}.`);
}

function instant(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '');
}

function readFlags() {
  const options = {
    stage: { type: 'string' },
    at: { type: 'string' },
    execute: { type: 'boolean', default: false },
  } as const;
  const { stage, at, execute } = parseArgs({ options }).values;
  if (stage === undefined) throw new Error('--stage NAME says whose table: npm run restore -- --stage prod');
  if (execute && at === undefined) throw new Error('--at TIME says to when: npm run restore -- --stage prod --at TIME');
  return { stage, at, execute };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
