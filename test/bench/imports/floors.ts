import { createReadStream } from 'node:fs';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb';
import { start } from '../../../lambda/fleet-import/file-rows.ts';
import { fleetRows } from '../../../lambda/fleet-import/fleet-rows.ts';
import { newEtag } from '../../../lambda/table/items.ts';
import { unicornItem } from '../../../lambda/table/unicorns.ts';
import { loadApp } from '../../../local/run.ts';
import type { LocalRun } from '../../support/local-run.ts';
import { tableOf } from '../tools/app.ts';
import { drive } from '../tools/load.ts';
import { makeWorld } from '../units/world.ts';
import type { MadeFile } from './fleet-file.ts';

/** Rows a second that the import's own code reads and checks, from the disk and without a write: it cannot be quicker. */
export async function readingRate({ path, format, rows }: MadeFile): Promise<number> {
  const started = performance.now();
  let read = 0;
  for await (const _ of fleetRows(createReadStream(path), format, start)) read += 1;
  if (read !== rows) throw new Error(`Of ${rows} rows, ${read} were read.`);
  return (rows * 1000) / (performance.now() - started);
}

/** Rows a second that a plain loop writes through the SDK, each on a condition and one after the other. */
export async function writingRate(assembly: string, run: LocalRun, rows: number): Promise<number> {
  const app = loadApp(assembly);
  const { awsEndpoint: endpoint, credentials } = run;
  const client = new DynamoDBClient({ endpoint, region: app.environment.region, credentials });
  const table = DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
  const TableName = tableOf(app);
  const writes = makeWorld(rows * 4, 'nobody', 1)
    .unicorns.slice(0, rows)
    .map((unicorn) => {
      const Item = unicornItem(unicorn, newEtag());
      return () => table.send(new PutCommand({ TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' }));
    });
  const { seconds } = await drive(writes, 1);
  client.destroy();
  return writes.length / seconds;
}
