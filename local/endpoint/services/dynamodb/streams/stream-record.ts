import { createHash } from 'node:crypto';
import { isObject, ownObject, ownText, parseJson } from '../../../../template/json.ts';
import type { JsonObject } from '../../../../template/resources.ts';
import { type Item, itemBytes, sameItem } from '../items/attribute-values.ts';
import type { Change } from '../items/changes.ts';
import { keyNames } from '../tables/table.ts';
import { timeOf } from './sequence-numbers.ts';

/** A record of a stream as it is kept: JSON, so that what is only kept is written once and never read. */
export type KeptRecord = string;

/**
 * What a change adds to its table's stream; undefined where there is no stream, or the item stays as it was: DynamoDB
 * writes no record for a write that changes nothing.
 */
export function recordOf({ table, before, after, by }: Change): KeptRecord | undefined {
  const { StreamSpecification } = table;
  const item = after ?? before;
  if (!StreamSpecification?.StreamEnabled || !item) return undefined;
  if (before && after && sameItem(before, after)) return undefined;
  const view = StreamSpecification.StreamViewType ?? 'NEW_AND_OLD_IMAGES';
  const Keys: Item = Object.fromEntries(
    keyNames(table.KeySchema).flatMap((name) => (item[name] ? [[name, item[name]]] : [])),
  );
  const NewImage = view.includes('NEW') ? after : undefined;
  const OldImage = view.includes('OLD') ? before : undefined;
  const SizeBytes = [Keys, NewImage, OldImage].reduce((sum, image) => sum + (image ? itemBytes(image) : 0), 0);
  return JSON.stringify({
    eventName: before ? (after ? 'MODIFY' : 'REMOVE') : 'INSERT',
    ...(by && { by }),
    dynamodb: { Keys, NewImage, OldImage, SizeBytes, StreamViewType: view },
  });
}

/** A record as a stream shows it. */
export interface StreamRecord {
  readonly sequenceNumber: string;
  /** The members that GetRecords and Lambda's event have in common. */
  readonly shown: JsonObject;
  /** The item's key: records with the same one are about the same item. */
  readonly itemKey: string;
  /** Whether the item's time to live removed it, and no client. */
  readonly isExpiry: boolean;
  /** How many bytes it takes as JSON, or a few less. */
  readonly bytes: number;
}

/** @param streamArn the stream's, with its region */
export function readRecord(kept: KeptRecord, sequenceNumber: string, streamArn: string): StreamRecord {
  const record = parseJson(kept);
  if (!isObject(record)) throw new Error(`The record ${sequenceNumber} of ${streamArn} is damaged`);
  const dynamodb = ownObject(record, 'dynamodb');
  const shown = {
    // AWS makes 32 hexadecimal digits of its own for it; here the same record has the same id in every run.
    eventID: createHash('md5').update(`${streamArn}/${sequenceNumber}`).digest('hex'),
    eventName: ownText(record, 'eventName') ?? '',
    eventVersion: '1.1',
    eventSource: 'aws:dynamodb',
    awsRegion: streamArn.split(':')[3] ?? '',
    dynamodb: {
      ApproximateCreationDateTime: Math.floor(timeOf(sequenceNumber) / 1000),
      SequenceNumber: sequenceNumber,
      ...dynamodb,
    },
  };
  const itemKey = JSON.stringify(dynamodb.Keys);
  const isExpiry = ownText(record, 'by') === 'time to live';
  return { sequenceNumber, shown, itemKey, isExpiry, bytes: Buffer.byteLength(kept) };
}
