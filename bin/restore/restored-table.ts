import {
  type DynamoDBClient,
  ResourceNotFoundException,
  RestoreTableToPointInTimeCommand,
  UpdateContinuousBackupsCommand,
  UpdateTableCommand,
  UpdateTimeToLiveCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { setupOf, type TableSetup } from './live-table.ts';

/** The name of the table that a stack's table is restored to: the same for the same time, so that a second run goes on. */
export function restoredName(stack: string, at: Date): string {
  return `${stack}-restored-${at.toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
}

/**
 * Restores a table to another one, as it was at a time; where that was begun before, waits for it.
 *
 * @throws Error where there is a table of that name that is something else
 */
export async function restore(client: DynamoDBClient, live: TableSetup, at: Date, name: string): Promise<void> {
  const found = await setupOf(client, name).catch((error: unknown) => {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  });
  if (found === undefined) {
    await client.send(
      new RestoreTableToPointInTimeCommand({
        SourceTableArn: live.description.TableArn,
        TargetTableName: name,
        RestoreDateTime: at,
      }),
    );
  } else if (!isRestored(found, live, at)) {
    throw new Error(`There is a table ${name} that was not restored from this one: delete it, or choose another time.`);
  }
  await settled(client, name);
}

function isRestored({ description }: TableSetup, live: TableSetup, at: Date): boolean {
  const { SourceTableArn, RestoreDateTime } = description.RestoreSummary ?? {};
  return SourceTableArn === live.description.TableArn && RestoreDateTime?.getTime() === at.getTime();
}

/**
 * Sets a restored table up as the live one is: a restore leaves out the stream, expiry, backups and protection.
 * https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_RestoreTableToPointInTime.html
 *
 * @returns the ARN of its stream
 * @throws Error where the two still differ
 */
export async function setUpAs(client: DynamoDBClient, live: TableSetup, name: string): Promise<string> {
  const { description, timeToLive, restorable } = await setupOf(client, name);
  const wanted = live.description;
  // One change at a time: DynamoDB takes a stream together with nothing else.
  if (wanted.StreamSpecification && !description.StreamSpecification?.StreamEnabled) {
    await client.send(new UpdateTableCommand({ TableName: name, StreamSpecification: wanted.StreamSpecification }));
    await settled(client, name);
  }
  if (wanted.DeletionProtectionEnabled && !description.DeletionProtectionEnabled) {
    await client.send(new UpdateTableCommand({ TableName: name, DeletionProtectionEnabled: true }));
    await settled(client, name);
  }
  if (live.timeToLive !== undefined && timeToLive === undefined) {
    const TimeToLiveSpecification = { AttributeName: live.timeToLive, Enabled: true };
    await client.send(new UpdateTimeToLiveCommand({ TableName: name, TimeToLiveSpecification }));
  }
  if (live.restorable && !restorable) {
    const PointInTimeRecoverySpecification = { PointInTimeRecoveryEnabled: true };
    await client.send(new UpdateContinuousBackupsCommand({ TableName: name, PointInTimeRecoverySpecification }));
  }
  const restored = await setupOf(client, name);
  const different = differences(live, restored);
  if (different.length > 0) throw new Error(`The table ${name} differs from the live one in ${different.join(', ')}.`);
  const { LatestStreamArn } = restored.description;
  if (LatestStreamArn === undefined) throw new Error(`The table ${name} has no stream.`);
  return LatestStreamArn;
}

/** What the app would notice: the names of what one table has otherwise than another. */
function differences(one: TableSetup, other: TableSetup): string[] {
  const [mine, its] = [noticed(one), noticed(other)];
  return Object.keys(mine).filter((name) => mine[name] !== its[name]);
}

function noticed({ description, timeToLive }: TableSetup): Readonly<Record<string, string>> {
  const keys = (schema: readonly { AttributeName?: string | undefined; KeyType?: string | undefined }[] = []) =>
    schema.map(({ AttributeName, KeyType }) => `${AttributeName} ${KeyType}`).join(', ');
  const indexes = (description.GlobalSecondaryIndexes ?? []).map(
    ({ IndexName, KeySchema, Projection }) => `${IndexName}: ${keys(KeySchema)}, ${Projection?.ProjectionType}`,
  );
  return {
    keys: keys(description.KeySchema),
    indexes: indexes.sort().join('; '),
    billing: String(description.BillingModeSummary?.BillingMode),
    stream: String(description.StreamSpecification?.StreamViewType),
    expiry: String(timeToLive),
    protection: String(description.DeletionProtectionEnabled),
  };
}

/** Waits until a table is there and nothing about it is being changed. A large one takes hours to restore. */
async function settled(client: DynamoDBClient, TableName: string): Promise<void> {
  await waitUntilTableExists({ client, maxWaitTime: 24 * 60 * 60, minDelay: 2, maxDelay: 30 }, { TableName });
}
