import { join } from 'node:path';
import { EventBus, EventField, Match, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { EventBus as BusTarget, LambdaFunction, SnsTopic, SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Code, Function as LambdaFunctionResource, Runtime } from 'aws-cdk-lib/aws-lambda';
import { BlockPublicAccess, Bucket, BucketEncryption, CfnBucket, EventType } from 'aws-cdk-lib/aws-s3';
import { SqsDestination } from 'aws-cdk-lib/aws-s3-notifications';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Recorder } from './recorder.ts';

/** Buckets and buses, and what rules bring where. */
export class Office extends Stack {
  readonly #ledger = new EventBus(this, 'Ledger', { eventBusName: 'ledger', description: 'What was done' });

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.#recipes();
    this.#photos();
    this.#entries();
  }

  /** A bucket that tells EventBridge and a queue, by a custom resource, and a rule with targets of every kind. */
  #recipes(): void {
    const bucket = new Bucket(this, 'Recipes', {
      bucketName: 'recipes',
      encryption: BucketEncryption.S3_MANAGED,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      enforceSSL: true,
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
      eventBridgeEnabled: true,
      lifecycleRules: [{ expiration: Duration.days(1), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    });
    bucket.addEventNotification(EventType.OBJECT_REMOVED, new SqsDestination(this.#queue('recipe-bin')), {
      suffix: '.png',
    });
    const topic = new Topic(this, 'RecipeTopic');
    topic.addSubscription(new SqsSubscription(this.#queue('recipe-news'), { rawMessageDelivery: true }));
    new Rule(this, 'RecipeArrived', {
      ruleName: 'recipe-arrived',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: {
          bucket: { name: [bucket.bucketName] },
          object: { key: Match.suffix('.txt'), size: [{ numeric: ['>', 0] }] },
        },
      },
      targets: [
        new LambdaFunction(new Recorder(this, 'Reader'), {
          retryAttempts: 1,
          maxEventAge: Duration.hours(1),
          deadLetterQueue: this.#queue('unread'),
        }),
        new SqsQueue(this.#queue('recipe-files')),
        new SnsTopic(topic, {
          message: RuleTargetInput.fromText(`New: ${EventField.fromPath('$.detail.object.key')}`),
        }),
        new BusTarget(Object(this.#ledger)),
      ],
    });
  }

  /** A bucket whose notifications go to a queue and a function directly. */
  #photos(): void {
    const queue = this.#queue('photo-files');
    const viewer = new Recorder(this, 'Viewer');
    const bucketArn = this.formatArn({ service: 's3', region: '', account: '', resource: 'photos' });
    queue.grantSendMessages(
      new ServicePrincipal('s3.amazonaws.com', { conditions: { ArnLike: { 'aws:SourceArn': bucketArn } } }),
    );
    viewer.addPermission('Photos', {
      principal: new ServicePrincipal('s3.amazonaws.com'),
      sourceArn: bucketArn,
      sourceAccount: this.account,
    });
    new CfnBucket(this, 'Photos', {
      bucketName: 'photos',
      notificationConfiguration: {
        queueConfigurations: [{ event: 's3:ObjectCreated:*', queue: queue.queueArn }],
        lambdaConfigurations: [
          {
            event: 's3:ObjectRemoved:Delete',
            function: viewer.functionArn,
            filter: { s3Key: { rules: [{ name: 'prefix', value: 'old/' }] } },
          },
        ],
      },
    });
  }

  /** A bus of its own: what a function tells it is archived, and put into other words for a queue and a function. */
  #entries(): void {
    this.#ledger.archive('Archive', { eventPattern: { account: [this.account] }, retention: Duration.days(1) });
    const teller = new LambdaFunctionResource(this, 'Teller', {
      functionName: 'teller',
      runtime: Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: Code.fromAsset(join(import.meta.dirname, 'functions', 'teller')),
      environment: { BUS_NAME: this.#ledger.eventBusName },
      timeout: Duration.seconds(30),
    });
    this.#ledger.grantPutEventsTo(teller);
    const field = (path: string) => EventField.fromPath(path);
    new Rule(this, 'Anything', {
      eventBus: this.#ledger,
      eventPattern: { account: [this.account] },
      targets: [new SqsQueue(this.#queue('copies'))],
    });
    new Rule(this, 'Sold', {
      eventBus: this.#ledger,
      eventPattern: { source: Match.prefix('bak'), detailType: ['sold'], detail: { price: [{ numeric: ['>=', 5] }] } },
      targets: [
        new SqsQueue(this.#queue('sales'), {
          message: RuleTargetInput.fromObject({
            what: field('$.detail.what'),
            at: field('$.time'),
            rule: EventField.fromPath('$.source'),
          }),
        }),
        new SqsQueue(new Queue(this, 'Sorted', { queueName: 'sorted.fifo', contentBasedDeduplication: true }), {
          messageGroupId: 'sales',
          message: RuleTargetInput.fromEventPath('$.detail'),
        }),
      ],
    });
  }

  #queue(name: string): Queue {
    return new Queue(this, name, { queueName: name });
  }
}
