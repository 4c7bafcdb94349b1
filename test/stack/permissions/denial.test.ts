import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { grantsIn } from '../../../lib/permissions/grants.ts';
import { authorize } from '../../../local/endpoint/authorization.ts';
import { createIdentities, type Identities } from '../../../local/endpoint/credentials.ts';
import { createFaults } from '../../../local/endpoint/faults.ts';
import { callerAt } from '../../../local/endpoint/requesters.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { type RunningEndpoint, startEndpoint } from '../../../local/endpoint/server.ts';
import { type DynamoDb, openDynamoDb } from '../../../local/endpoint/services/dynamodb/dynamodb.ts';
import { readTables } from '../../../local/endpoint/services/dynamodb/resource-types.ts';
import { operationNames, templateOf } from '../templates.ts';
import { actions, onItems } from './actions.ts';
import { type Attempt, allKeys, attemptsOn, parts } from './attempts.ts';
import { covers, dataGrants } from './rules.ts';
import { holdersByRole, loadDev, tableOf } from './running-app.ts';

const app = loadDev();
const { region } = app.environment;
const table = tableOf(app);
const roles = rolesFrom(app.resources);
const roleOf = new Map(Array.from(holdersByRole(app), ([role, holder]) => [holder, role]));
const grants = dataGrants(grantsIn(templateOf('dev')));

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

afterAll(async () => {
  await endpoint.close();
  await dynamoDb.close();
});

/** Whether the page of permissions, read as people read it, lets a function make a call. */
function isGranted(holder: string, { needs }: Attempt): boolean {
  return needs.every((need) =>
    grants.some((grant) => covers(grant, { ...need, holder, action: `dynamodb:${need.action}` })),
  );
}

function credentialsOf(operation: string) {
  return identities.issue({ roleArn: roleOf.get(operation) ?? '', sessionName: operation });
}

describe('with its own credentials, each function makes the calls that it is granted and no other', () => {
  const attempts = attemptsOn(table.name);
  const elsewhere = attemptsOn('another-table');

  test.each(operationNames)('%s', async (operation) => {
    const client = new DynamoDBClient({
      endpoint: endpoint.url,
      region,
      credentials: credentialsOf(operation),
      maxAttempts: 1,
    });
    const passes = async ({ name, send }: Attempt) => {
      const error: unknown = await send(client).then(
        () => undefined,
        (refusal: unknown) => refusal,
      );
      return error instanceof Error && error.name === 'AccessDeniedException' ? [] : [name];
    };
    const passed = (await Promise.all(attempts.map(passes))).flat();
    const passedElsewhere = (await Promise.all(elsewhere.slice(0, 13).map(passes))).flat();
    client.destroy();

    expect(passed).toEqual(attempts.filter((attempt) => isGranted(operation, attempt)).map(({ name }) => name));
    expect(passedElsewhere).toEqual([]);
  });
});

describe('of all actions of DynamoDB, on whatever resource and key, each function is allowed those it is granted', () => {
  const another = table.arn.replace(/table\/.*/, 'table/another');
  const resources = [...parts.map((part) => table.arn + part), another, '*'];
  const parted = actions.flatMap((name) =>
    resources.flatMap((resource) =>
      // Only what works on items has leading keys.
      (onItems.has(name) ? allKeys : [undefined]).map((key) => ({ action: `dynamodb:${name}`, resource, key })),
    ),
  );
  const authorizations = parted.map(({ action, resource, key }) => ({
    action,
    resource,
    context: key === undefined ? {} : { 'dynamodb:LeadingKeys': [key] },
  }));

  test.each(operationNames)('%s', (operation) => {
    const identity = identities.find(credentialsOf(operation).accessKeyId);
    if (identity === undefined) throw new Error('The credentials were not issued.');
    const role = identities.roleOf(identity.caller);
    const { reports } = authorize(authorizations, callerAt({ identity, region, headers: {} }, role));
    const own = grants.filter(({ holder }) => holder === operation);
    const wrong = parted.filter(({ action, resource, key }, index) => {
      const part = resource.startsWith(table.arn) ? resource.slice(table.arn.length) : resource;
      const use = { holder: operation, action, part, keys: key === undefined ? [] : [key] };
      return (reports[index]?.effect === 'allow') !== own.some((grant) => covers(grant, use));
    });
    expect(wrong).toEqual([]);
  });
});
