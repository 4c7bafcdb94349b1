import { parseArgs } from 'node:util';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { restoreStage } from './restore/restore-stage.ts';

// Restores the table of a stage, in the account and region of your credentials, to another table as it was at a time, and
// says how the app comes to use it. It changes nothing of the live table and of the app. docs/runbook.md tells the whole way.
//   npm run restore -- --stage prod                                        what it can be restored to
//   npm run restore -- --stage prod --at 2026-11-21T09:30:00Z              what would be done
//   npm run restore -- --stage prod --at 2026-11-21T09:30:00Z --execute    does it; a second run goes on with the first

try {
  const account = { cloudFormation: new CloudFormationClient(), dynamoDb: new DynamoDBClient() };
  await restoreStage(readFlags(), account, '.local/restored', (line) => process.stdout.write(`${line}\n`));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exitCode = 1;
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
