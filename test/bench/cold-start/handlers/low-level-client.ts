/** The SDK without its document client: the same two requests, with attribute values written out. */
import { DynamoDBClient, QueryCommand, TransactWriteItemsCommand } from '@aws-sdk/client-dynamodb';

const client = new DynamoDBClient();
const TableName = 'rides';

export const handler = async () => {
  const ExpressionAttributeValues = { ':pk': { S: 'CELL#1' } };
  await client.send(new QueryCommand({ TableName, KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues }));
  const Put = { TableName, Item: { pk: { S: 'RIDE#1' } } };
  await client.send(new TransactWriteItemsCommand({ TransactItems: [{ Put }] }));
  return { statusCode: 201 };
};
