import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { BatchWriteItemCommand, DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListQueuesCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import {
  bundleOf,
  callerWith,
  centre,
  devAssembly,
  persistent,
  putFleet,
  type Ride,
  setFaults,
  signIn,
  tellingsOf,
} from './support.ts';

const redrive = resolve(import.meta.dirname, '../../../bin/redrive.ts');
const patience = { timeout: 40_000, interval: 50 };
/** For what is asked by starting a process. */
const slowly = { ...patience, interval: 500 };
const folder = mkdtempSync(join(tmpdir(), 'events-'));
const assembly = join(folder, 'cdk.out');
const poison = randomUUID();

let run: LocalRun;
/** The bundle of NotifyRiders in this assembly, and what it was before it could not stand one ride. */
let bundle: string;
let whole: string;

beforeAll(async () => {
  cpSync(devAssembly(), assembly, { recursive: true });
  bundle = bundleOf(assembly, 'NotifyRiders');
  whole = join(folder, 'whole.cjs');
  copyFileSync(bundle, whole);
  writeFileSync(bundle, `${readFileSync(whole, 'utf8')}\n${faulty}`);
  run = await startLocalRun(assembly, ['--quiet']);
});
afterAll(async () => {
  await run.stop();
  rmSync(folder, { recursive: true });
});

/** A bundle's function that fails at one ride, and names it, as it names what it fails at itself. */
const faulty = `{
  const { handler } = module.exports;
  const isPoison = ({ dynamodb }) => dynamodb.Keys.pk.S === 'RIDE#${poison}';
  module.exports = {
    handler: async ({ Records }, context) => {
      const { batchItemFailures } = await handler({ Records: Records.filter((record) => !isPoison(record)) }, context);
      const bad = Records.filter(isPoison).map(({ dynamodb }) => ({ itemIdentifier: dynamodb.SequenceNumber }));
      return { batchItemFailures: [...batchItemFailures, ...bad] };
    },
  };
}`;

test('one record of a thousand cannot be told: the others are, it lies in the dead letters, and redrive tells it once the function is mended', async () => {
  const ids = [...Array.from({ length: 999 }, () => randomUUID())];
  ids.splice(500, 0, poison);
  await putRides(ids);

  await vi.waitFor(async () => {
    const told = await tellingsOf(run);
    expect(ids.filter((id) => id !== poison && !told.has(id))).toEqual([]);
  }, patience);
  const letters = await vi.waitFor(async () => {
    const { stdout } = await redriven();
    expect(stdout).toContain(poison);
    return stdout;
  }, slowly);
  expect(letters).toMatch(/1 letters, 1 left\n.*1 records/);
  expect((await tellingsOf(run)).has(poison)).toBe(false);
  // Without the mend it comes back.
  expect((await redriven('--put-back')).failed).toBe(true);

  copyFileSync(whole, bundle);
  await vi.waitFor(async () => expect((await redriven('--put-back')).failed).toBe(false), slowly);
  expect((await tellingsOf(run)).get(poison)).toEqual(['booked']);
  expect((await redriven()).stdout).toMatch(/RideEventsDeadLetters\S*: nothing\n/);
});

test('with 30 % faults each step of each ride is told at least once, its booking first', async () => {
  const [operator, rider] = [callerWith(run.apiUrl, run.tokens?.operator ?? ''), await signIn(run, 'ann')];
  await putFleet(operator, centre, 40);
  await setFaults(run, 0.3);
  const rides = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const key = { 'idempotency-key': randomUUID() };
      const booked = await persistent(rider).call('POST', '/rides', { pickupLocation: centre }, key);
      expect(booked.status, booked.text).toBe(201);
      const { rideId } = booked.json<Ride>();
      const ended = await persistent(operator).call('POST', `/rides/${rideId}/complete`);
      expect(ended.status, ended.text).toBe(200);
      return rideId;
    }),
  );
  await vi.waitFor(async () => {
    const told = await tellingsOf(run);
    for (const id of rides) expect([...new Set(told.get(id))]).toEqual(['booked', 'completed']);
  }, patience);
});

test('a letter that cannot be read does not keep redrive from the others', async () => {
  await setFaults(run, 0);
  const { awsEndpoint: endpoint, credentials } = run;
  const sqs = new SQSClient({ endpoint, region: 'us-east-1', credentials, useQueueUrlAsEndpoint: false });
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({}));
  const QueueUrl = QueueUrls.find((url) => url.includes('RideEventsDeadLetters'));
  for (const firstSequenceNumber of ['1', '1'.padEnd(21, '0')]) {
    await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: letterFrom(firstSequenceNumber) }));
  }
  const { stdout, failed } = await redriven('--put-back');
  expect(stdout).toContain('2 letters, 2 left');
  expect(stdout).toContain("Value '1' at 'sequenceNumber' failed");
  expect(stdout).toContain('its records have aged out');
  expect(failed).toBe(true);
  expect((await redriven('--drop-aged-out')).stdout).toMatch(/2 letters, 1 left/);
});

/** What Lambda leaves of a batch, as far as it is read, of a stream of the run that has gone. */
function letterFrom(startSequenceNumber: string): string {
  return JSON.stringify({
    requestContext: { functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:any', condition: 'any' },
    timestamp: '2026-11-21T09:30:00.000Z',
    DDBStreamBatchInfo: {
      streamArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/gone/stream/2020-01-01T00:00:00.000',
      shardId: 'shardId-00000001577836800000-00000000',
      startSequenceNumber,
      endSequenceNumber: startSequenceNumber,
    },
  });
}

/** Runs the command as a person does, in the folder of the run. */
async function redriven(...flags: readonly string[]): Promise<{ readonly stdout: string; readonly failed: boolean }> {
  const command = promisify(execFile)(process.execPath, [redrive, ...flags], { cwd: run.folder });
  return command.then(
    ({ stdout }) => ({ stdout, failed: false }),
    (error: { stdout: string; stderr: string; code: number }) => {
      expect(error.stderr).toBe('');
      return { stdout: error.stdout, failed: error.code === 1 };
    },
  );
}

/** Writes rides into the table as a booking would, and nothing else of the booking. */
async function putRides(ids: readonly string[]): Promise<void> {
  const client = new DynamoDBClient({ endpoint: run.awsEndpoint, region: 'us-east-1', credentials: run.credentials });
  const { TableNames = [] } = await client.send(new ListTablesCommand());
  const [table = ''] = TableNames;
  const unicorn = { unicornId: { S: 'u' }, name: { S: 'Roci' }, color: { S: 'grey' }, gender: { S: 'male' } };
  const requests = ids.map((rideId) => ({
    PutRequest: {
      Item: {
        pk: { S: `RIDE#${rideId}` },
        sk: { S: 'RIDE' },
        rideId: { S: rideId },
        riderId: { S: 'somebody' },
        status: { S: 'booked' },
        pickupLocation: { S: '1,1' },
        unicornLocation: { S: '1,1' },
        unicorn: { M: unicorn },
        distance: { N: '1' },
        eta: { N: '1' },
        requestedAt: { S: new Date().toISOString() },
      },
    },
  }));
  for (let first = 0; first < requests.length; first += 25) {
    await client.send(new BatchWriteItemCommand({ RequestItems: { [table]: requests.slice(first, first + 25) } }));
  }
  client.destroy();
}
