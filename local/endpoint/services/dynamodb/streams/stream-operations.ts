import type { Authorization } from '../../../service.ts';
import type { Answer, Database } from '../database.ts';
import { readRequest } from '../dynalite/validation.ts';
import { streamNotFound, trimmedData, validationError } from '../errors.ts';
import type { Open } from '../operations.ts';
import { STREAM_LABEL, streamArn, type Table, tableArn } from '../tables/table.ts';
import type { From } from './record-log.ts';
import { numberAt, sortable } from './sequence-numbers.ts';
import { iteratorOf, placeOf } from './shard-iterators.ts';
import type { StreamRecord } from './stream-record.ts';
import {
  type DescribeStreamRequest,
  describeStreamRequest,
  type GetRecordsRequest,
  type GetShardIteratorRequest,
  getRecordsRequest,
  getShardIteratorRequest,
  type ListStreamsRequest,
  listStreamsRequest,
} from './stream-requests.ts';
import { shardIdOf } from './streams.ts';

/** The most that one GetRecords answers with, in bytes: 1 MB. */
const mostBytes = 1024 * 1024;

/** All operations of DynamoDB Streams, by target. */
export function streamOperationsOn(database: Database): ReadonlyMap<string, Open> {
  const { clock } = database;
  const operation = <Request>(
    name: string,
    validation: dynalite.Validation<Request>,
    resourceOf: (request: Request) => string,
    run: (database: Database, request: Request) => Promise<Answer>,
  ): [string, Open] => [
    `DynamoDBStreams_20120810.${name}`,
    (input) => {
      const request = readRequest(input, validation);
      const needed: Authorization = { action: `dynamodb:${name}`, resource: resourceOf(request) };
      return { authorizations: [needed], run: () => run(database, request) };
    },
  ];
  return new Map([
    operation('ListStreams', listStreamsRequest, (request) => listedStreams(database, request), listStreams),
    operation('DescribeStream', describeStreamRequest, ({ StreamArn }) => StreamArn, describeStream),
    operation('GetShardIterator', getShardIteratorRequest, ({ StreamArn }) => StreamArn, getShardIterator),
    operation(
      'GetRecords',
      getRecordsRequest,
      (request) => placeOf(request.ShardIterator, clock()).streamArn,
      getRecords,
    ),
  ]);
}

/** What a caller must be allowed to list: the table's stream, or those of all tables. */
const listedStreams = ({ environment }: Database, { TableName }: ListStreamsRequest): string =>
  TableName === undefined ? `${tableArn('*', environment)}/stream/*` : streamArn(TableName, environment);

async function listStreams({ streams }: Database, request: ListStreamsRequest): Promise<Answer> {
  const { TableName, Limit = 100, ExclusiveStartStreamArn: start } = request;
  const all = streams.tables
    .filter((table) => TableName === undefined || table.TableName === TableName)
    .map((table) => ({ StreamArn: streams.arnOf(table), TableName: table.TableName, StreamLabel: STREAM_LABEL }))
    .sort((one, other) => (one.StreamArn < other.StreamArn ? -1 : 1))
    .filter(({ StreamArn }) => start === undefined || StreamArn > start);
  const page = all.slice(0, Limit);
  const last = page.at(-1);
  return { output: { Streams: page, ...(all.length > Limit && last && { LastEvaluatedStreamArn: last.StreamArn }) } };
}

async function describeStream(database: Database, request: DescribeStreamRequest): Promise<Answer> {
  const { StreamArn, ExclusiveStartShardId, ShardFilter } = request;
  const table = streamTable(database, StreamArn);
  const shard = {
    ShardId: shardIdOf(StreamArn),
    SequenceNumberRange: { StartingSequenceNumber: numberAt(Math.floor(table.CreationDateTime * 1000)) },
  };
  // The one shard is never closed, so it has no children; and a page that begins after it is empty.
  const isShown = ShardFilter?.Type === undefined && (ExclusiveStartShardId ?? '') < shard.ShardId;
  return {
    output: {
      StreamDescription: {
        StreamArn,
        StreamLabel: STREAM_LABEL,
        StreamStatus: 'ENABLED',
        StreamViewType: table.StreamSpecification?.StreamViewType,
        CreationRequestDateTime: table.CreationDateTime,
        TableName: table.TableName,
        KeySchema: table.KeySchema,
        Shards: isShown ? [shard] : [],
      },
    },
  };
}

async function getShardIterator(database: Database, request: GetShardIteratorRequest): Promise<Answer> {
  const { StreamArn, ShardId } = request;
  streamTable(database, StreamArn);
  if (ShardId !== shardIdOf(StreamArn)) throw streamNotFound(`${StreamArn}, shard ${ShardId}`);
  const from = beginning(database, request);
  checkNotTrimmed(database, StreamArn, from);
  return { output: { ShardIterator: iteratorOf({ streamArn: StreamArn, from }, database.clock()) } };
}

function beginning({ streams }: Database, request: GetShardIteratorRequest): From {
  const number = sortable(request.SequenceNumber ?? '');
  switch (request.ShardIteratorType) {
    case 'TRIM_HORIZON':
      return { gt: streams.horizon(request.StreamArn) };
    case 'LATEST':
      return { gt: streams.latest(request.StreamArn) };
    case 'AT_SEQUENCE_NUMBER':
      return { gte: number };
    case 'AFTER_SEQUENCE_NUMBER':
      return { gt: number };
  }
}

async function getRecords(database: Database, { ShardIterator, Limit = 1000 }: GetRecordsRequest): Promise<Answer> {
  const { streams, clock } = database;
  const { streamArn: arn, from } = placeOf(ShardIterator, clock());
  streamTable(database, arn);
  checkNotTrimmed(database, arn, from);
  const page = onePage(await streams.read(arn, from, Limit));
  const last = page.at(-1);
  const next = { streamArn: arn, from: last ? { gt: last.sequenceNumber } : from };
  return { output: { Records: page.map(apiRecord), NextShardIterator: iteratorOf(next, clock()) } };
}

function onePage(records: readonly StreamRecord[]): StreamRecord[] {
  let bytes = 0;
  return records.filter((record, index) => {
    bytes += record.bytes;
    return index === 0 || bytes <= mostBytes;
  });
}

/** The API writes the members of `userIdentity` with capitals, Lambda's events without. */
const apiRecord = ({ shown, isExpiry }: StreamRecord) => ({
  ...shown,
  ...(isExpiry && { userIdentity: { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' } }),
});

function streamTable({ streams }: Database, arn: string): Table {
  if (!/^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/[^/]+\/stream\/.+$/.test(arn))
    throw validationError('Invalid StreamArn');
  const table = streams.find(arn);
  if (!table) throw streamNotFound(arn);
  return table;
}

/** @throws ServiceError TrimmedDataAccessException where records from there on are gone */
function checkNotTrimmed({ streams }: Database, arn: string, from: From): void {
  const horizon = streams.horizon(arn);
  const isTrimmed = 'gt' in from ? from.gt < horizon : from.gte <= horizon;
  if (horizon !== '' && isTrimmed) throw trimmedData();
}
