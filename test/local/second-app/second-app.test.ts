import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { synthesize } from '../../../local/project.ts';
import { type LocalRun, startLocalRun } from '../../support/local-run.ts';
import { type Issuer, startIssuer } from '../gateway/issuer.ts';

const assembly = mkdtempSync(join(tmpdir(), 'second-app-'));
let issuer: Issuer;
let run: LocalRun;
/** The API of the nested stack; `run.json` names the first one. */
let archiveUrl: string;

beforeAll(async () => {
  issuer = await startIssuer();
  const context = { issuer: issuer.url };
  await synthesize({ directory: import.meta.dirname, output: assembly, context });
  run = await startLocalRun(assembly);
  archiveUrl = await vi.waitFor(() => {
    const found = /API +(\S+) +Prod\/East\/Archive\/Nested\/Api/.exec(run.output())?.[1];
    if (found === undefined) throw new Error(`It does not say where the nested stack's API is:\n${run.output()}`);
    return found;
  });
});

afterAll(async () => {
  await run?.stop();
  await issuer?.close();
  rmSync(assembly, { recursive: true, force: true });
});

async function call(path: string, init: RequestInit = {}, api = run.apiUrl) {
  const response = await fetch(api + path, init);
  return { status: response.status, headers: response.headers, body: await response.json() };
}

/** What came of a call to DynamoDB. */
interface Outcome {
  readonly status?: number;
  readonly output?: { readonly Items?: { number: { N: string } }[]; readonly Table?: object };
  readonly error?: string;
  readonly message?: string;
}

/** Has a function make a call to DynamoDB under its own role. */
async function ask(path: string, command: string, input: object, api = run.apiUrl): Promise<Outcome> {
  const response = await fetch(api + path, { method: 'POST', body: JSON.stringify([command, input]) });
  expect(response.status).toBe(200);
  return JSON.parse(await response.text());
}

const TableName = 'parcels';
const parcel = (depot: string, number: number, weight = 1) => ({
  depot: { S: depot },
  number: { N: String(number) },
  weight: { N: String(weight) },
  owner: { S: 'ada' },
});
const keyOf = (depot: string, number: number) => ({ depot: { S: depot }, number: { N: String(number) } });
const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/parcels';
const denied = (name: string, action: string, why: string) => {
  const who = `User: arn:aws:sts::000000000000:assumed-role/parcels-${name}/parcels-${name}`;
  return `${who} is not authorized to perform: dynamodb:${action} on resource: ${table} ${why}`;
};

describe('Policies', () => {
  test('an inline policy gives the items that the tag of the role names, and no others', async () => {
    const put = (depot: string, number: number) =>
      ask('/probe/counter', 'PutItem', { TableName, Item: parcel(depot, number) });
    expect(await put('seattle', 1)).toMatchObject({ status: 200 });
    expect(await put('seattle#north', 1)).toMatchObject({ status: 200 });
    const words = denied('counter', 'PutItem', 'because no identity-based policy allows the dynamodb:PutItem action');
    expect(await put('seoul', 1)).toEqual({ error: 'AccessDeniedException', message: words });
    await vi.waitFor(() => expect(run.output()).toContain(`denied  ${words}`));
  });

  test('what a separate policy denies is denied, whatever it allows', async () => {
    const office = (command: string, input: object) => ask('/probe/office', command, { TableName, ...input });
    expect(await office('PutItem', { Item: parcel('office', 1) })).toMatchObject({ status: 200 });
    expect(await office('DeleteItem', { Key: keyOf('office', 1) })).toEqual({
      error: 'AccessDeniedException',
      message: denied('office', 'DeleteItem', 'with an explicit deny in an identity-based policy'),
    });
    const update = (name: string) =>
      office('UpdateItem', {
        Key: keyOf('office', 1),
        UpdateExpression: 'SET #name = :value',
        ExpressionAttributeNames: { '#name': name },
        ExpressionAttributeValues: { ':value': { N: '5' } },
      });
    expect(await update('shelf')).toMatchObject({ status: 200 });
    expect(await update('weight')).toMatchObject({ error: 'AccessDeniedException' });
    expect(await office('GetItem', { Key: keyOf('office', 1) })).toMatchObject({
      output: { Item: { ...parcel('office', 1), shelf: { N: '5' } } },
    });
  });

  test('managed policies hold: by what they do not name, within the boundary of the role', async () => {
    const auditor = (command: string, input: object) => ask('/probe/auditor', command, { TableName, ...input });
    expect(await auditor('GetItem', { Key: keyOf('none', 1) })).toMatchObject({ status: 200, output: {} });
    expect(await auditor('PutItem', { Item: parcel('none', 1) })).toEqual({
      error: 'AccessDeniedException',
      message: denied('auditor', 'PutItem', 'because no identity-based policy allows the dynamodb:PutItem action'),
    });
    expect(await auditor('Scan', {})).toEqual({
      error: 'AccessDeniedException',
      message: denied('auditor', 'Scan', 'because no permissions boundary allows the dynamodb:Scan action'),
    });
  });

  test('a function without any table permission has none', async () => {
    const [command, input] = ['GetItem', { TableName, Key: keyOf('none', 1) }];
    const { body } = await call('/parcels/1', { method: 'PUT', body: JSON.stringify([command, input]) });
    expect(body).toMatchObject({ error: 'AccessDeniedException' });
  });
});

test('The table has its own name, its indexes, its numeric order and its stream', async () => {
  const office = (command: string, input: object) => ask('/probe/office', command, { TableName, ...input });
  for (const [number, weight] of [
    [10, 3],
    [9, 20],
    [-1, 100],
  ] as const) {
    await office('PutItem', { Item: parcel('sorted', number, weight) });
  }
  const numbers = async (IndexName?: string) => {
    const values = { ':depot': { S: 'sorted' } };
    const query = { KeyConditionExpression: 'depot = :depot', ExpressionAttributeValues: values, IndexName };
    const { output } = await office('Query', query);
    return output?.Items?.map((item) => Number(item.number.N));
  };
  expect(await numbers()).toEqual([-1, 9, 10]);
  expect(await numbers('by-weight')).toEqual([10, 9, -1]);
  const { output } = await office('DescribeTable', {});
  expect(output?.Table).toMatchObject({
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    LocalSecondaryIndexes: [{ IndexName: 'by-weight', Projection: { ProjectionType: 'KEYS_ONLY' } }],
    GlobalSecondaryIndexes: [{ IndexName: 'by-owner' }],
  });
});

describe('Routes', () => {
  test.each([
    ['GET', '/parcels/newest', 'GET /parcels/newest', {}],
    ['GET', '/parcels/7', 'GET /parcels/{id}', { id: '7' }],
    ['PUT', '/parcels/a%2Fb', 'PUT /parcels/{id}', { id: 'a/b' }],
  ])('%s %s is a route of a function with several', async (method, path, routeKey, parameters) => {
    const invoked = 'arn:aws:lambda:us-east-1:000000000000:function:parcels-desk';
    expect((await call(path, { method })).body).toEqual({ routeKey, invoked, ...parameters });
  });

  test.each([
    ['DELETE', '/parcels/7', 'parcels/7'],
    ['PATCH', '/a/b%20c', 'a/b c'],
  ])('%s %s, which no other route takes, is for {proxy+}', async (method, path, proxy) => {
    const { status, headers, body } = await call(path, { method });
    expect(status).toBe(200);
    expect(headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(body).toEqual({ by: 'parcels-files', method, proxy, stage: '$default' });
  });

  test('what not even {proxy+} takes is for $default', async () => {
    expect((await call('/')).body).toEqual({ by: 'zip', routeKey: '$default', path: '/' });
  });

  test('a named stage stands beside $default, with variables of its own', async () => {
    const { body } = await call('/beta/anything');
    expect(body).toMatchObject({ proxy: 'anything', stage: 'beta', stageVariables: { color: 'blue' } });
  });

  test('a function that does not let the API call it is an internal error, and the console says why', async () => {
    expect(await call('/closed')).toMatchObject({ status: 500, body: { message: 'Internal Server Error' } });
    await vi.waitFor(() => expect(run.output()).toMatch(/GET +\/closed +500 .*no AWS::Lambda::Permission/));
  });
});

test('Inline code runs, with what parameters, a mapping, a condition and pseudo parameters give', async () => {
  const { body } = await call('/settings');
  expect(body).toEqual({ GREETING: 'HELLO', CITY: 'Ashburn', FLOOR: 'attic', STACK: 'Front in us-east-1' });
});

test('An alias is what is called, and its function knows', async () => {
  const invoked = 'arn:aws:lambda:us-east-1:000000000000:function:parcels-kept-warm:live';
  expect((await call('/live')).body).toEqual({ routeKey: 'GET /live', invoked });
});

test('A function with one reserved execution takes one request at a time', async () => {
  const answers = await Promise.all([call('/one-at-a-time'), call('/one-at-a-time')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 503]);
});

describe('Tokens of an issuer of its own', () => {
  const claims = { aud: 'parcels-web' };
  const get = async (path: string, token: string) => await call(path, { headers: { 'x-token': token } });

  test('are checked against its keys', async () => {
    const good = await issuer.token(claims);
    expect(await get('/me', good)).toMatchObject({ status: 200, body: { claims: { sub: 'alice', iss: issuer.url } } });
    expect(await get('/me', `Bearer ${good}`)).toMatchObject({ status: 200 });
    expect(await get('/me', await issuer.token({ aud: 'other' }))).toMatchObject({ status: 401 });
    expect(await get('/me', await issuer.token({ ...claims, iss: 'http://other' }))).toMatchObject({ status: 401 });
    expect(await get('/me', `${good.slice(0, -8)}AAAAAAAA`)).toMatchObject({ status: 401 });
    expect(await call('/me')).toMatchObject({ status: 401, body: { message: 'Unauthorized' } });
  });

  test('need one of the scopes of the route', async () => {
    const scoped = async (scope: string) => await get('/me/parcels', await issuer.token({ ...claims, scope }));
    expect(await scoped('other parcels/read')).toMatchObject({ status: 200 });
    expect(await scoped('parcels/readers')).toMatchObject({ status: 403, body: { message: 'Forbidden' } });
  });
});

describe('The API of a nested stack in stages', () => {
  const id = { B: Buffer.from('1').toString('base64') };

  test('answers under its only stage, CORS included', async () => {
    expect(archiveUrl).toMatch(/\/v1$/);
    const headers = { origin: 'https://page.example', 'access-control-request-method': 'GET' };
    const preflight = await fetch(`${archiveUrl}/`, { method: 'OPTIONS', headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*');
    expect((await fetch(new URL(archiveUrl).origin, { method: 'POST' })).status).toBe(404);
  });

  test('reads the table of another stack by a weak reference, and may not write to it', async () => {
    expect(await ask('/', 'GetItem', { Key: { id } }, archiveUrl)).toEqual({ status: 200, output: {} });
    expect(await ask('/', 'PutItem', { Item: { id } }, archiveUrl)).toEqual({
      error: 'AccessDeniedException',
      message: expect.stringMatching(
        /PutItem on resource: arn:aws:dynamodb:us-east-1:000000000000:table\/Prod-East-Vault-/,
      ),
    });
  });
});

test('It is all said without a user pool, and there are no tokens then', () => {
  expect(run).toMatchObject({ issuerUrl: null, tokens: null });
  expect(run.output()).not.toContain('Tokens');
});
