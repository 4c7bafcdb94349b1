/** The SDK alone: a query and a transaction by the document client. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, QueryCommand, TransactWriteCommand } from '@aws-sdk/lib-dynamodb';

const client = DynamoDBDocumentClient.from(new DynamoDBClient());
const TableName = 'rides';

export const handler = async () => {
  const ExpressionAttributeValues = { ':pk': 'CELL#1' };
  await client.send(new QueryCommand({ TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues }));
  await client.send(new TransactWriteCommand({ TransactItems: [{ Put: { TableName, Item: { pk: 'RIDE#1' } } }] }));
  return { statusCode: 201 };
};
