import type { Identifying, ResourceTypes } from '../../../template/resources.ts';

const noEncryption = 'local data is not encrypted';

/** What the local run knows of SQS. Policies on queues are read with those on other resources. */
export const resourceTypes: ResourceTypes = {
  'AWS::SQS::Queue': {
    identify: ({ properties, environment, generatedName }) => {
      const name = String(properties.QueueName ?? generated(properties.FifoQueue, generatedName));
      const { partition, region, accountId, urlSuffix } = environment;
      const url = `https://sqs.${region}.${urlSuffix}/${accountId}/${name}`;
      const arn = `arn:${partition}:sqs:${region}:${accountId}:${name}`;
      return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
    },
    runs: [
      'ContentBasedDeduplication',
      'DeduplicationScope',
      'DelaySeconds',
      'FifoQueue',
      'FifoThroughputLimit',
      'MaximumMessageSize',
      'MessageRetentionPeriod',
      'QueueName',
      'ReceiveMessageWaitTimeSeconds',
      'RedriveAllowPolicy',
      'RedrivePolicy',
      'Tags',
      'VisibilityTimeout',
    ],
    noEffect: {
      KmsDataKeyReusePeriodSeconds: noEncryption,
      KmsMasterKeyId: noEncryption,
      SqsManagedSseEnabled: noEncryption,
    },
  },
  'AWS::SQS::QueuePolicy': {
    identify: ({ generatedName }) => policyId(generatedName()),
    runs: ['PolicyDocument', 'Queues'],
  },
  'AWS::SQS::QueueInlinePolicy': {
    identify: ({ properties }) => ({ ref: String(properties.Queue) }),
    runs: ['PolicyDocument', 'Queue'],
  },
};

/** A name that CloudFormation makes for a FIFO queue ends as all of them must. */
function generated(fifo: unknown, generatedName: Identifying['generatedName']): string {
  const suffix = fifo === true || fifo === 'true' ? '.fifo' : '';
  return generatedName(80 - suffix.length) + suffix;
}

const policyId = (id: string) => ({ ref: id, attributes: { Id: id } });
