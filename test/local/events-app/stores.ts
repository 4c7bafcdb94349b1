import { AttributeType, StreamViewType, Table, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { DeduplicationScope, FifoThroughputLimit, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** What is kept: tables with streams, queues and a topic that other stacks refer to. Some have names of their own. */
export class Stores extends Stack {
  readonly orders = new Table(this, 'Orders', {
    tableName: 'orders',
    partitionKey: { name: 'id', type: AttributeType.STRING },
    stream: StreamViewType.NEW_AND_OLD_IMAGES,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  readonly stock = new TableV2(this, 'Stock', {
    partitionKey: { name: 'id', type: AttributeType.STRING },
    dynamoStream: StreamViewType.NEW_IMAGE,
  });
  readonly spoilt = new Queue(this, 'Spoilt', { queueName: 'spoilt', enforceSSL: true });
  readonly oven = new Queue(this, 'Oven', {
    queueName: 'oven',
    visibilityTimeout: Duration.seconds(1),
    encryption: QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    deadLetterQueue: { queue: this.spoilt, maxReceiveCount: 2 },
  });
  readonly shelf = new Queue(this, 'Shelf', {
    queueName: 'shelf.fifo',
    contentBasedDeduplication: true,
    deduplicationScope: DeduplicationScope.MESSAGE_GROUP,
    fifoThroughputLimit: FifoThroughputLimit.PER_MESSAGE_GROUP_ID,
    visibilityTimeout: Duration.seconds(1),
  });
  readonly news = new Topic(this, 'News', { topicName: 'news', displayName: 'Bakery news', enforceSSL: true });
  /** Where tests look: whatever ends here waits to be received. */
  readonly seen: Queue;

  /** @param isLater whether two resources have other logical ids, and their names still */
  constructor(scope: Construct, id: string, isLater: boolean) {
    super(scope, id);
    this.seen = new Queue(this, isLater ? 'Seen2' : 'Seen', { queueName: 'seen', enforceSSL: true });
    new Bucket(this, isLater ? 'Cellar2' : 'Cellar', { bucketName: 'cellar' });
  }
}
