// Makes the DynamoDB call that a request asks for, and tells what came of it: an ES module that finds the SDK where
// Lambda has it.
import * as dynamodb from '@aws-sdk/client-dynamodb';

const client = new dynamodb.DynamoDBClient({});

export const handler = async (event, context) => {
  if (!event.body) return { routeKey: event.routeKey, invoked: context.invokedFunctionArn, ...event.pathParameters };
  const [command, input] = JSON.parse(event.body);
  try {
    const Command = Reflect.get(dynamodb, `${command}Command`);
    const { $metadata, ...output } = await client.send(new Command({ TableName: process.env.TABLE_NAME, ...input }));
    return { status: $metadata.httpStatusCode, output };
  } catch (error) {
    return { error: error.name, message: error.message };
  }
};
