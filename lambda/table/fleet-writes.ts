import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import { PutCommand } from '@aws-sdk/lib-dynamodb';
import type { FleetRow } from '../schemas/imports.ts';
import { table, tableName } from './client.ts';
import { locationText, newEtag } from './items.ts';
import { unicornItem } from './unicorns.ts';

/** Nothing is there, or what is there is not on a ride and differs in something. */
const isNewOrDiffers = [
  'attribute_not_exists(pk)',
  ...['name', 'color', 'gender', 'location', 'status'].map(
    (member) => `#status <> :onRide AND #${member} <> :${member}`,
  ),
].join(' OR ');

/**
 * Writes a unicorn as a fleet file has it, unless it is so already, and never one that is on a ride. One write and no
 * read: the condition decides. Writing twice, because an answer was lost, finds it so already: no transaction is needed,
 * at half the price.
 */
export async function putFleetRow(row: FleetRow): Promise<'written' | 'as it was' | 'on a ride'> {
  const { name, color, gender, location, status } = row;
  try {
    await table.send(
      new PutCommand({
        TableName: tableName(),
        Item: unicornItem({ ...row, updatedAt: new Date().toISOString() }, newEtag()),
        ConditionExpression: isNewOrDiffers,
        ExpressionAttributeNames: {
          '#name': 'name',
          '#color': 'color',
          '#gender': 'gender',
          '#location': 'location',
          '#status': 'status',
        },
        ExpressionAttributeValues: {
          ':name': name,
          ':color': color,
          ':gender': gender,
          ':location': locationText(location),
          ':status': status,
          ':onRide': 'onRide',
        },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    return 'written';
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    return error.Item?.status?.S === 'onRide' ? 'on a ride' : 'as it was';
  }
}
