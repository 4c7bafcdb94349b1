import type { JsonObject } from '../../../local/template/resources.ts';
import { key, table } from './run-dynamodb.ts';

const { KeySchema, AttributeDefinitions } = key('pk', 'sk');

export const keptProperties: JsonObject = {
  KeySchema,
  AttributeDefinitions: [...AttributeDefinitions, { AttributeName: 'part', AttributeType: 'S' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byPart',
      KeySchema: [
        { AttributeName: 'part', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      Projection: { ProjectionType: 'KEYS_ONLY' },
    },
  ],
};

/** The table that the processes write that are killed. */
export const keptTable = table('kept', keptProperties);

/** A transaction of four parts: two items of an id, a count of all, and the place of the last one. */
export function transfer(id: string): JsonObject {
  const half = (part: string) => ({
    Put: {
      TableName: 'kept',
      Item: { pk: { S: part }, sk: { S: id }, part: { S: part }, data: { S: 'x'.repeat(2000) } },
    },
  });
  const total = {
    Update: {
      TableName: 'kept',
      Key: { pk: { S: 'total' }, sk: { S: 'total' } },
      UpdateExpression: 'ADD transfers :one',
      ExpressionAttributeValues: { ':one': { N: '1' } },
    },
  };
  return { TransactItems: [half('from'), half('to'), total], ClientRequestToken: id };
}
