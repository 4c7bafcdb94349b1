import { DynamoDBClient, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { beforeAll, expect, test, vi } from 'vitest';
import { apiOf } from './support/api.ts';
import { project } from './support/cdk.ts';
import { run } from './support/run.ts';
import { nameOf } from './support/stacks.ts';
import { unicorn, type Visitors, visit } from './support/visitors.ts';

const dev = 'UnicornRides-dev';
let visitors: Visitors;
let forgotten: string;

beforeAll(async () => {
  visitors = await visit(dev);
  forgotten = await bookAndForget();
  return visitors.leave;
});

/** Books a ride, and makes it older than a ride may get. */
async function bookAndForget(): Promise<string> {
  const added = await visitors.operator('PUT', '/unicorns/forgotten', unicorn(-30, -110));
  expect(added.status, added.text).toBe(201);
  const booked = await visitors.rider('POST', '/rides', { pickupLocation: { latitude: -30, longitude: -110 } });
  expect(booked.status, booked.text).toBe(201);
  const { rideId }: { rideId: string } = JSON.parse(booked.text);
  await new DynamoDBClient({}).send(
    new UpdateItemCommand({
      TableName: await nameOf(dev, 'AWS::DynamoDB::GlobalTable'),
      Key: { pk: { S: `RIDE#${rideId}` }, sk: { S: 'RIDE' } },
      UpdateExpression: 'SET requested = :long_ago',
      ExpressionAttributeValues: { ':long_ago': { S: `2026-01-01T00:00:00.000Z#${rideId}` } },
    }),
  );
  return rideId;
}

test('the end-to-end tests pass over the deployed API, events included', async () => {
  const env = { ...process.env, ...(await apiOf(dev)) };
  const { code, output } = await run('npm', ['run', '--silent', 'test:e2e'], { cwd: project, env });
  expect(code, output).toBe(0);
  process.stdout.write(output.slice(output.indexOf(' Test Files ')));
});

test('the schedule closes a ride that nobody ended', async () => {
  // It comes every minute.
  await vi.waitFor(
    async () => {
      const { text } = await visitors.rider('GET', `/rides/${forgotten}`);
      expect(JSON.parse(text)).toMatchObject({ status: 'expired' });
    },
    { timeout: 75_000, interval: 500 },
  );
  expect((await visitors.operator('DELETE', '/unicorns/forgotten')).status).toBe(204);
});
