// Tells a bus what it is given, under its own role: an ES module that finds the SDK where Lambda has it.
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

const client = new EventBridgeClient({});

export const handler = async ({ detailType, detail }) => {
  const entry = {
    EventBusName: process.env.BUS_NAME,
    Source: 'bakery',
    DetailType: detailType,
    Detail: JSON.stringify(detail),
  };
  const { FailedEntryCount, Entries } = await client.send(new PutEventsCommand({ Entries: [entry] }));
  return { FailedEntryCount, ids: Entries.map(({ EventId }) => EventId) };
};
