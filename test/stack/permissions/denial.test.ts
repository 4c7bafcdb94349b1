import { Agent } from 'node:http';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { functionsIn, grantsIn } from '../../../lib/permissions/grants.ts';
import { createIdentities, type Identities } from '../../../local/endpoint/credentials.ts';
import { createFaults } from '../../../local/endpoint/faults.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { type RunningEndpoint, startEndpoint } from '../../../local/endpoint/server.ts';
import { type DynamoDb, openDynamoDb } from '../../../local/endpoint/services/dynamodb/dynamodb.ts';
import { readTables } from '../../../local/endpoint/services/dynamodb/resource-types.ts';
import { templateOf } from '../templates.ts';
import { type Attempt, attemptsOn } from './attempts.ts';
import { holdersIn } from './places.ts';
import { covers, dataGrants } from './rules.ts';
import { loadDev, tableOf } from './running-app.ts';

const app = loadDev();
const { region } = app.environment;
const table = tableOf(app);
const roles = rolesFrom(app.resources);
const dev = templateOf('dev');
const roleOf = new Map(Array.from(holdersIn(app, dev), ([role, holder]) => [holder, role]));
const grants = dataGrants(grantsIn(dev));
const functions = functionsIn(dev).map(({ name }) => name);

let identities: Identities;
let dynamoDb: DynamoDb;
let endpoint: RunningEndpoint;

beforeAll(async () => {
  identities = createIdentities(app.environment.accountId, roles);
  const tables = readTables(app.resources, app.environment);
  dynamoDb = await openDynamoDb({ environment: app.environment, tables });
  const services = [dynamoDb];
  const faults = createFaults(0);
  endpoint = await startEndpoint({ port: 0, region, identities, services, faults, onCall: () => undefined });
});

/** Of all functions: they call in turn. */
const httpAgent = new Agent({ keepAlive: true, maxSockets: 50 });

afterAll(async () => {
  httpAgent.destroy();
  await endpoint.close();
  await dynamoDb.close();
});

/** Whether the page of permissions, read as people read it, lets a function make a call. */
function isGranted(holder: string, { needs }: Attempt): boolean {
  return needs.every((need) =>
    grants.some((grant) => covers(grant, { ...need, resource: 'Table', holder, action: `dynamodb:${need.action}` })),
  );
}

function credentialsOf(name: string) {
  return identities.issue({ roleArn: roleOf.get(name) ?? '', sessionName: name });
}

describe('with its own credentials, each function makes the calls that it is granted and no other', () => {
  const attempts = attemptsOn(table.name);
  const elsewhere = attemptsOn('another-table');

  test.each(functions)('%s', async (name) => {
    const client = new DynamoDBClient({
      endpoint: endpoint.url,
      region,
      credentials: credentialsOf(name),
      maxAttempts: 1,
      requestHandler: { httpAgent },
    });
    const passes = async ({ name: call, send }: Attempt) => {
      const error: unknown = await send(client).then(
        () => undefined,
        (refusal: unknown) => refusal,
      );
      return error instanceof Error && error.name === 'AccessDeniedException' ? [] : [call];
    };
    const passed = (await Promise.all(attempts.map(passes))).flat();
    const passedElsewhere = (await Promise.all(elsewhere.slice(0, 5).map(passes))).flat();

    expect(passed).toEqual(attempts.filter((attempt) => isGranted(name, attempt)).map((attempt) => attempt.name));
    expect(passedElsewhere).toEqual([]);
  });
});
