import { randomUUID } from 'node:crypto';
import { DeleteItemCommand, DynamoDBClient, PutItemCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { expect, vi } from 'vitest';
import { type Person, patience, type RunningApp } from './running-app.ts';

/*
 * What events bring about, so that every function, event source, schedule and rule does all that it may. What makes
 * things go wrong, or time pass, is done to the data as the root: what is proven are the permissions of the others.
 */

/** The topic is told of rides, and of nothing else; a ride that cannot be read ends in the dead letters. */
export async function tellRiders(app: RunningApp, told: Readonly<Record<string, number>>): Promise<void> {
  await vi.waitFor(async () => {
    const events = Map.groupBy(await app.told(), (event) => event);
    expect(Object.fromEntries(Array.from(events, ([event, mails]) => [event, mails.length]))).toEqual(told);
  }, patience);
  await inTable(app, (client) =>
    client.send(new PutItemCommand({ TableName: app.tableName, Item: key(`RIDE#${randomUUID()}`, 'RIDE') })),
  );
  await app.untilAsked('sqs:SendMessage', 'RideEvents');
}

/** A ride that was requested long ago is closed by the next run; the schedule itself fires when the app starts. */
export async function expireRide(app: RunningApp, rider: Person, rideId: string): Promise<void> {
  await app.untilAsked('lambda:InvokeFunction', 'ExpireRides');
  await inTable(app, (client) =>
    client.send(
      new UpdateItemCommand({
        TableName: app.tableName,
        Key: key(`RIDE#${rideId}`, 'RIDE'),
        UpdateExpression: 'SET requested = :long',
        ExpressionAttributeValues: { ':long': { S: `2020-01-01T00:00:00.000Z#${rideId}` } },
      }),
    ),
  );
  await invoke(app, 'ExpireRides', 'RequestResponse');
  const { body } = await rider.call(200, `GET /rides/${rideId}`);
  expect(body?.status).toBe('expired');
}

/** A file with a bad row, read in two invocations; and an import that cannot be read ends in the dead letters. */
export async function importFleet(app: RunningApp, operator: Person): Promise<void> {
  const other = await app.person('otto', 'operators');
  const rows = ['no row', ...['one', 'two', 'three'].map((id) => JSON.stringify({ ...unicorn, unicornId: id }))];
  const file = Buffer.from(rows.join('\n'));
  const announced = { format: 'ndjson', size: file.length };
  const [{ body } = {}] = await Promise.all(
    [operator, other].map(({ call }) => call(201, 'POST /fleet/imports', announced, { 'idempotency-key': 'first' })),
  );
  const { url, headers }: { url: string; headers: Record<string, string> } = Object(body?.upload);
  expect((await fetch(url, { method: 'PUT', headers, body: file })).status).toBe(200);
  const report = await vi.waitFor(async () => {
    const { body: found } = await operator.call(200, `GET /fleet/imports/${body?.importId}`);
    expect(found).toMatchObject({ status: 'completed', rows: { read: 4, imported: 3, failed: 1 } });
    return fetch(String(found?.reportUrl));
  }, patience);
  expect(await report.text()).toContain('"line":1');
  await app.untilAsked('lambda:InvokeFunction', 'ImportFleet');
  await failAtImport(app);
  await app.untilAsked('sqs:SendMessage', 'FleetImports');
}

const unicorn = {
  name: 'Rocinante',
  color: 'grey',
  gender: 'female',
  location: { latitude: 37.57, longitude: 126.98 },
  status: 'available',
};

async function failAtImport(app: RunningApp): Promise<void> {
  const importId = randomUUID();
  await inTable(app, (client) =>
    client.send(new PutItemCommand({ TableName: app.tableName, Item: key(`IMPORT#${importId}`, 'IMPORT') })),
  );
  await invoke(app, 'ImportFleet', 'Event', { detail: { object: { key: `uploads/${importId}`, size: 1 } } });
}

/** Lets the next list make the key of cursors. */
export async function forgetCursorKey(app: RunningApp): Promise<void> {
  await inTable(app, (client) =>
    client.send(new DeleteItemCommand({ TableName: app.tableName, Key: key('SECRET#CURSOR', 'SECRET') })),
  );
}

async function inTable(app: RunningApp, work: (client: DynamoDBClient) => Promise<unknown>): Promise<void> {
  const client = new DynamoDBClient(app.root);
  await work(client);
  client.destroy();
}

async function invoke(
  app: RunningApp,
  name: string,
  InvocationType: 'Event' | 'RequestResponse',
  event: object = {},
): Promise<void> {
  const client = new LambdaClient(app.root);
  const FunctionName = app.functionNamed(name);
  const answer = await client.send(
    new InvokeCommand({ FunctionName, InvocationType, Payload: Buffer.from(JSON.stringify(event)) }),
  );
  client.destroy();
  expect(answer.FunctionError).toBeUndefined();
}

function key(pk: string, sk: string) {
  return { pk: { S: pk }, sk: { S: sk } };
}
