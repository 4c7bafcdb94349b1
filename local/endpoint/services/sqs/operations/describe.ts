import type { JsonObject } from '../../../../template/resources.ts';
import { sqsError } from '../errors.ts';
import { addressOf, existing, named, need, type Operation, page, urlOf } from '../operation.ts';
import type { Queue } from '../queue.ts';

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export const getQueueUrl: Operation = (input, { queues, environment }, request) => {
  const { arn } = addressOf(input.requiredText('QueueName'), input.text('QueueOwnerAWSAccountId'), environment);
  return {
    authorizations: [need('GetQueueUrl', arn)],
    run: async () => ({ QueueUrl: urlOf(existing(queues.byArn(arn)).definition, request) }),
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export const listQueues: Operation = (input, { queues, environment }, request) => {
  const prefix = input.text('QueueNamePrefix') ?? '';
  return {
    // The action is on no queue in particular.
    authorizations: [need('ListQueues', addressOf('', undefined, environment).arn)],
    run: async () => {
      const matching = queues.all.map(({ definition }) => definition).filter(({ name }) => name.startsWith(prefix));
      const shown = page(input, matching);
      return {
        ...(shown.queues.length > 0 && { QueueUrls: shown.queues.map((queue) => urlOf(queue, request)) }),
        ...(shown.nextToken !== undefined && { NextToken: shown.nextToken }),
      };
    },
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html */
export const listDeadLetterSourceQueues: Operation = (input, sqs, request) => {
  const { arn, find } = named(input, sqs);
  return {
    authorizations: [need('ListDeadLetterSourceQueues', arn)],
    run: async () => {
      const sources = sqs.queues.sourcesOf(find()).map(({ definition }) => definition);
      const shown = page(input, sources);
      return {
        queueUrls: shown.queues.map((queue) => urlOf(queue, request)),
        ...(shown.nextToken !== undefined && { NextToken: shown.nextToken }),
      };
    },
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueueTags.html */
export const listQueueTags: Operation = (input, sqs) => {
  const { arn, find } = named(input, sqs);
  return { authorizations: [need('ListQueueTags', arn)], run: async () => ({ Tags: { ...find().definition.tags } }) };
};

/** The time between two purges of a queue, in milliseconds. */
const purgePause = 60_000;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_PurgeQueue.html */
export const purgeQueue: Operation = (input, sqs) => {
  const { arn, find } = named(input, sqs);
  return {
    authorizations: [need('PurgeQueue', arn)],
    run: async () => {
      const queue = find();
      if (queue.purgedAt + purgePause > sqs.clock()) {
        const message = `Only one PurgeQueue operation on ${queue.definition.name} is allowed every 60 seconds.`;
        throw sqsError('PurgeQueueInProgress', message);
      }
      await queue.purge();
      return undefined;
    },
  };
};

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export const getQueueAttributes: Operation = (input, sqs) => {
  const { arn, find } = named(input, sqs);
  const names = input.texts('AttributeNames');
  const unknown = names.find((name) => name !== 'All' && !attributeNames.includes(name));
  if (unknown !== undefined) throw sqsError('InvalidAttributeName', `Unknown Attribute ${unknown}.`);
  return {
    authorizations: [need('GetQueueAttributes', arn)],
    run: async () => {
      const attributes = Object.entries(await attributesOf(find()));
      const wanted = attributes.filter(([name]) => names.includes('All') || names.includes(name));
      return wanted.length > 0 ? { Attributes: Object.fromEntries(wanted) } : {};
    },
  };
};

const attributeNames: readonly string[] = [
  'ApproximateNumberOfMessages',
  'ApproximateNumberOfMessagesDelayed',
  'ApproximateNumberOfMessagesNotVisible',
  'ContentBasedDeduplication',
  'CreatedTimestamp',
  'DeduplicationScope',
  'DelaySeconds',
  'FifoQueue',
  'FifoThroughputLimit',
  'KmsDataKeyReusePeriodSeconds',
  'KmsMasterKeyId',
  'LastModifiedTimestamp',
  'MaximumMessageSize',
  'MessageRetentionPeriod',
  'Policy',
  'QueueArn',
  'ReceiveMessageWaitTimeSeconds',
  'RedriveAllowPolicy',
  'RedrivePolicy',
  'SqsManagedSseEnabled',
  'VisibilityTimeout',
];

async function attributesOf(queue: Queue): Promise<JsonObject> {
  const { definition, openedAt } = queue;
  const { visible, inFlight, delayed } = await queue.counts();
  const seconds = (milliseconds: number) => String(Math.floor(milliseconds / 1000));
  return {
    QueueArn: definition.arn,
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: seconds(openedAt),
    LastModifiedTimestamp: seconds(openedAt),
    VisibilityTimeout: seconds(definition.visibilityTimeout),
    MaximumMessageSize: String(definition.maximumMessageSize),
    MessageRetentionPeriod: seconds(definition.retention),
    DelaySeconds: seconds(definition.delay),
    ReceiveMessageWaitTimeSeconds: seconds(definition.receiveWait),
    ...(definition.redrive && { RedrivePolicy: JSON.stringify(definition.redrive) }),
    ...(definition.redriveAllow && {
      RedriveAllowPolicy: JSON.stringify({
        redrivePermission: definition.redriveAllow.permission,
        ...(definition.redriveAllow.permission === 'byQueue' && {
          sourceQueueArns: definition.redriveAllow.sourceQueueArns,
        }),
      }),
    }),
    ...(definition.fifo && {
      FifoQueue: 'true',
      ContentBasedDeduplication: String(definition.contentBasedDeduplication),
      DeduplicationScope: definition.deduplicationScope,
      FifoThroughputLimit: definition.throughputLimit,
    }),
    SqsManagedSseEnabled: 'true',
  };
}
