/** The requests of DynamoDB Streams, with the checks of their members. */

const streamArn = { type: 'String', lengthGreaterThanOrEqual: 37, lengthLessThanOrEqual: 1024 };
const shardId = { type: 'String', lengthGreaterThanOrEqual: 28, lengthLessThanOrEqual: 65 };
const pageSize = { type: 'Integer', greaterThanOrEqual: 1, lessThanOrEqual: 100 };

export interface ListStreamsRequest {
  readonly TableName?: string;
  readonly Limit?: number;
  readonly ExclusiveStartStreamArn?: string;
}

export const listStreamsRequest: dynalite.Validation<ListStreamsRequest> = {
  types: {
    TableName: {
      type: 'String',
      regex: '[a-zA-Z0-9_.-]+',
      lengthGreaterThanOrEqual: 3,
      lengthLessThanOrEqual: 255,
    },
    Limit: pageSize,
    ExclusiveStartStreamArn: streamArn,
  },
};

export interface DescribeStreamRequest {
  readonly StreamArn: string;
  readonly Limit?: number;
  readonly ExclusiveStartShardId?: string;
  readonly ShardFilter?: { readonly Type?: 'CHILD_SHARDS'; readonly ShardId?: string };
}

export const describeStreamRequest: dynalite.Validation<DescribeStreamRequest> = {
  types: {
    StreamArn: { ...streamArn, notNull: true },
    Limit: pageSize,
    ExclusiveStartShardId: shardId,
    ShardFilter: {
      type: 'FieldStruct<ShardFilter>',
      children: { Type: { type: 'String', enum: ['CHILD_SHARDS'] }, ShardId: shardId },
    },
  },
};

export interface GetShardIteratorRequest {
  readonly StreamArn: string;
  readonly ShardId: string;
  readonly ShardIteratorType: 'TRIM_HORIZON' | 'LATEST' | 'AT_SEQUENCE_NUMBER' | 'AFTER_SEQUENCE_NUMBER';
  readonly SequenceNumber?: string;
}

export const getShardIteratorRequest: dynalite.Validation<GetShardIteratorRequest> = {
  types: {
    StreamArn: { ...streamArn, notNull: true },
    ShardId: { ...shardId, notNull: true },
    ShardIteratorType: {
      type: 'String',
      notNull: true,
      enum: ['TRIM_HORIZON', 'LATEST', 'AT_SEQUENCE_NUMBER', 'AFTER_SEQUENCE_NUMBER'],
    },
    SequenceNumber: {
      type: 'String',
      regex: '[0-9]+',
      lengthGreaterThanOrEqual: 21,
      lengthLessThanOrEqual: 40,
    },
  },
  custom: ({ ShardIteratorType, SequenceNumber }) => {
    const needsNumber = ShardIteratorType.endsWith('_SEQUENCE_NUMBER');
    if (needsNumber && SequenceNumber === undefined) {
      return `SequenceNumber is required for the ShardIteratorType ${ShardIteratorType}`;
    }
    return !needsNumber && SequenceNumber !== undefined
      ? `SequenceNumber must not be given for the ShardIteratorType ${ShardIteratorType}`
      : undefined;
  },
};

export interface GetRecordsRequest {
  readonly ShardIterator: string;
  readonly Limit?: number;
}

export const getRecordsRequest: dynalite.Validation<GetRecordsRequest> = {
  types: {
    ShardIterator: { type: 'String', notNull: true, lengthGreaterThanOrEqual: 1, lengthLessThanOrEqual: 2048 },
    Limit: { type: 'Integer', greaterThanOrEqual: 1, lessThanOrEqual: 1000 },
  },
};
