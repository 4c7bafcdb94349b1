import {
  type AttributeValue,
  BatchGetItemInput$,
  QueryInput$,
  QueryOutput$,
  TableDescription$,
  TransactionCanceledException$,
  TransactWriteItemsInput$,
} from '@aws-sdk/client-dynamodb';
import { DynamoDBJsonCodec2 as SdkCodec } from '@aws-sdk/dynamodb-codec';
import type { $SchemaRef } from '@smithy/types';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DynamoDBJsonCodec2 } from '../../../lib/bundling/replacements/dynamodb-codec.ts';

// The bundles' codec against the SDK's own, on random values.

const bytes = fc.uint8Array({ maxLength: 20 });
const text = fc.string({ unit: 'binary' });
const name = fc.oneof(text, fc.constantFrom('__proto__', 'constructor', 'S', 'M', '__type'));
const ordinaryName = name.filter((name) => name !== '__proto__');

function attributeOf(name: fc.Arbitrary<string>): fc.Arbitrary<AttributeValue> {
  return fc.letrec<{ attribute: AttributeValue }>((tie) => ({
    attribute: fc.oneof(
      { depthSize: 'small' },
      fc.record({ S: text }),
      fc.record({ N: fc.double().map(String) }),
      fc.record({ B: bytes }),
      fc.record({ SS: fc.array(fc.string()) }),
      fc.record({ NS: fc.array(fc.integer().map(String)) }),
      fc.record({ BS: fc.array(bytes) }),
      fc.record({ BOOL: fc.boolean() }),
      fc.record({ NULL: fc.constant<true>(true) }),
      fc.record({ L: fc.array(tie('attribute'), { maxLength: 4 }) }),
      fc.record({ M: fc.dictionary(name, tie('attribute'), { maxKeys: 4 }) }),
    ),
  })).attribute;
}

const item = fc.dictionary(name, attributeOf(name), { maxKeys: 5 });
const maybe = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
const put = fc.record({ TableName: fc.string(), Item: item, ConditionExpression: maybe(fc.string()) });

const query = fc.record({
  TableName: fc.string(),
  ExpressionAttributeNames: maybe(fc.dictionary(fc.string(), fc.string())),
  ExpressionAttributeValues: maybe(item),
  ExclusiveStartKey: maybe(item),
  Limit: maybe(fc.oneof(fc.integer(), fc.constant(Number.NaN))),
  ScanIndexForward: maybe(fc.boolean()),
  unknown: maybe(fc.string()),
});
const transaction = fc.record({
  ClientRequestToken: fc.string(),
  TransactItems: fc.array(fc.record({ Put: maybe(put) }), { maxLength: 3 }),
});
const batch = fc.record({
  RequestItems: fc.dictionary(fc.string(), fc.record({ Keys: fc.array(item, { maxLength: 3 }) }), { maxKeys: 2 }),
});

interface Serializer {
  write(schema: $SchemaRef, value: unknown): void;
  flush(): string | Uint8Array | undefined;
}

function written(serializer: Serializer, schema: $SchemaRef, input: unknown): unknown {
  serializer.write(schema, input);
  const text = serializer.flush();
  return JSON.parse(text instanceof Uint8Array ? new TextDecoder().decode(text) : (text ?? ''));
}

const ours = new DynamoDBJsonCodec2();
const theirs = new SdkCodec();

test.each([
  ['a query', QueryInput$, query],
  ['a transaction', TransactWriteItemsInput$, transaction],
  ['a batch', BatchGetItemInput$, batch],
] as const)('%s is written as the SDK writes it', (_, schema, input) => {
  fc.assert(
    fc.property<[unknown]>(input, (value) => {
      const expected = written(theirs.createSerializer(), schema, value);
      expect(written(ours.createSerializer(), schema, value)).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('a transaction without a token gets one', () => {
  const transaction = written(ours.createSerializer(), TransactWriteItemsInput$, { TransactItems: [] });
  expect(transaction).toEqual({ TransactItems: [], ClientRequestToken: expect.stringMatching(/^[0-9a-f-]{36}$/) });
});

test('an answer is read as the SDK reads it', async () => {
  // The SDK's loses an attribute named `__proto__`.
  const item = fc.dictionary(ordinaryName, attributeOf(ordinaryName), { maxKeys: 5 });
  const answer = fc.record({
    Items: maybe(fc.array(item, { maxLength: 4 })),
    Count: fc.nat(),
    LastEvaluatedKey: maybe(item),
    more: fc.nat(),
  });
  await fc.assert(
    fc.asyncProperty(answer, async (value) => {
      const text = JSON.stringify(value, (_, member) => (member instanceof Uint8Array ? toBase64(member) : member));
      const expected = await theirs.createDeserializer().read(QueryOutput$, text);
      expect(await ours.createDeserializer().read(QueryOutput$, Buffer.from(text))).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('the items in the reasons of a cancelled transaction are read', () => {
  const reason = { Code: 'ConditionalCheckFailed', Item: { pk: { S: 'x' }, bytes: { B: 'AQID' } } };
  const error = { CancellationReasons: [{ Code: 'None' }, reason] };
  expect(ours.createDeserializer().readObject(TransactionCanceledException$, error)).toEqual({
    CancellationReasons: [
      { Code: 'None' },
      { Code: 'ConditionalCheckFailed', Item: { pk: { S: 'x' }, bytes: { B: Uint8Array.of(1, 2, 3) } } },
    ],
  });
});

test('what it cannot write or read, it refuses', () => {
  const created = { TableSizeBytes: 1, CreationDateTime: 1_700_000_000 };
  expect(() => ours.createDeserializer().readObject(TableDescription$, created)).toThrow('is left out of the bundles');
});

function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
