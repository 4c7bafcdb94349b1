import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ServiceError } from '../../../local/endpoint/service.ts';
import { type DynamoDb, openDynamoDb } from '../../../local/endpoint/services/dynamodb/dynamodb.ts';
import { isObject } from '../../../local/template/json.ts';
import type { Json, JsonObject } from '../../../local/template/resources.ts';
import { environment, key, open, table } from './run-dynamodb.ts';

let service: DynamoDb;
const TableName = 'rides';

beforeAll(async () => {
  service = await openDynamoDb({ environment, tables: [table(TableName, key('pk', 'sk'))] });
});
afterAll(() => service.close());

const Key = { pk: { S: 'a' }, sk: { S: 'b' } };
const Item = { ...Key, n: { N: '5' }, l: { L: [{ N: '1' }, { M: { a: { B: 'AAEC' } } }] }, s: { SS: ['x'] } };
const ExpressionAttributeValues = { ':v': { N: '1' } };
const ConditionExpression = 'attribute_exists(pk) OR n BETWEEN :v AND :v';
const condition = { ConditionExpression, ExpressionAttributeValues };

const requests: readonly (readonly [operation: string, request: JsonObject])[] = [
  ['PutItem', { TableName, Item, ...condition, ReturnValues: 'ALL_OLD' }],
  ['UpdateItem', { TableName, Key, UpdateExpression: 'SET l[0] = :v REMOVE s ADD n :v', ExpressionAttributeValues }],
  [
    'UpdateItem',
    {
      TableName,
      Key,
      AttributeUpdates: { n: { Action: 'ADD', Value: { N: '1' } } },
      Expected: { n: { Exists: false } },
    },
  ],
  ['DeleteItem', { TableName, Key, ...condition }],
  ['GetItem', { TableName, Key, ProjectionExpression: 'l[1].a, #n', ExpressionAttributeNames: { '#n': 'n' } }],
  [
    'Query',
    {
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'a' } },
      Limit: 1,
      ExclusiveStartKey: Key,
    },
  ],
  ['Query', { TableName, KeyConditions: { pk: { ComparisonOperator: 'EQ', AttributeValueList: [{ S: 'a' }] } } }],
  ['Scan', { TableName, FilterExpression: 'size(l) > :v', ExpressionAttributeValues, Segment: 0, TotalSegments: 2 }],
  ['BatchGetItem', { RequestItems: { rides: { Keys: [Key], ConsistentRead: true } } }],
  [
    'BatchWriteItem',
    { RequestItems: { rides: [{ PutRequest: { Item } }, { DeleteRequest: { Key: { ...Key, sk: { S: 'c' } } } }] } },
  ],
  [
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName, Item } },
        { ConditionCheck: { TableName, Key: { ...Key, sk: { S: 'c' } }, ...condition } },
      ],
    },
  ],
  ['TransactGetItems', { TransactItems: [{ Get: { TableName, Key } }] }],
  [
    'CreateTable',
    {
      TableName,
      KeySchema: [{ AttributeName: 'a', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'a', AttributeType: 'S' }],
    },
  ],
  ['UpdateTimeToLive', { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: 'x' } }],
];

/** The places in a JSON value, from the whole down to every leaf. */
function placesIn(value: Json, at: readonly string[] = []): (readonly string[])[] {
  const members = Array.isArray(value) || isObject(value) ? Object.entries(value) : [];
  return [at, ...members.flatMap(([name, member]) => placesIn(member, [...at, name]))];
}

function replaced(value: Json, [name, ...rest]: readonly string[], by: Json): Json {
  if (name === undefined) return by;
  if (Array.isArray(value)) return value.map((member, i) => (String(i) === name ? replaced(member, rest, by) : member));
  return isObject(value) ? { ...value, [name]: replaced(value[name] ?? null, rest, by) } : value;
}

const strange = fc.oneof(
  fc.constantFrom<Json[]>(
    null,
    '',
    [],
    {},
    [null],
    [[]],
    { S: null },
    { N: 'x' },
    { N: '1e999' },
    { L: [null] },
    { M: { a: null } },
  ),
  fc.constantFrom<Json[]>('pk = :v', 'SET a.b[0] = :v', 'REMOVE l[999999999999]', 'constructor', 'l[0', {
    toString: [null],
  }),
  fc.jsonValue().map((value): Json => JSON.parse(JSON.stringify(value))),
);

it('a request with a strange value anywhere is answered or refused, and never makes the service fail', async () => {
  const mutation = fc.constantFrom(...requests).chain(([operation, request]) =>
    fc.record({
      operation: fc.constant(operation),
      request: fc
        .tuple(fc.constantFrom(...placesIn(request)), strange)
        .map(([place, by]) => replaced(request, place, by)),
    }),
  );
  await fc.assert(
    fc.asyncProperty(mutation, async ({ operation, request }) => {
      if (!isObject(request)) return;
      try {
        const { run } = await open(service, operation, request);
        expect([200, 400]).toContain((await run()).status);
      } catch (error) {
        expect(error).toBeInstanceOf(ServiceError);
        expect(error).toMatchObject({ status: 400 });
      }
    }),
    { numRuns: 3000 },
  );
});
