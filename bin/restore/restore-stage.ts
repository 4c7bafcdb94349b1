import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { setupOf, tableOfStack } from './live-table.ts';
import { restore, restoredName, setUpAs } from './restored-table.ts';

export interface Restoration {
  readonly stage: string;
  /** In UTC, to the second: `2026-11-21T09:30:00Z`. Without it nothing is restored, only said what can be. */
  readonly at: string | undefined;
  /** Whether it is done, or only said. */
  readonly execute: boolean;
}

export interface Account {
  readonly cloudFormation: CloudFormationClient;
  readonly dynamoDb: DynamoDBClient;
}

/**
 * Restores the table of a stage to another one, and says how the app comes to use it.
 *
 * @param folder where the file is written that `cdk import` needs
 * @throws Error for what cannot be restored, or could not be put to use
 */
export async function restoreStage(
  { stage, at: time, execute }: Restoration,
  { cloudFormation, dynamoDb }: Account,
  folder: string,
  say: (line: string) => void,
): Promise<void> {
  const stack = `UnicornRides-${stage}`;
  const { name, logicalId, isRetained } = await tableOfStack(cloudFormation, stack);
  const live = await setupOf(dynamoDb, name);
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
  await restore(dynamoDb, live, at, target);
  const stream = await setUpAs(dynamoDb, live, target);
  const mapping = join(folder, `${stage}.json`);
  mkdirSync(folder, { recursive: true });
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
