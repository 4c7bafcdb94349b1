import { CfnRule, EventBus } from 'aws-cdk-lib/aws-events';
import { type IGrantable, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnEventInvokeConfig, CfnEventSourceMapping, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { CfnBucket } from 'aws-cdk-lib/aws-s3';
import { CfnSubscription, Topic } from 'aws-cdk-lib/aws-sns';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Recorder } from './recorder.ts';
import type { Stores } from './stores.ts';

export interface StrangersProps {
  readonly stores: Stores;
  /** Whether each may do what it is there for; otherwise none may. */
  readonly areWelcome: boolean;
}

/** One of each kind of event source and target, without the permission that it needs until they are welcome. */
export class Strangers extends Stack {
  readonly #areWelcome: boolean;

  constructor(scope: Construct, id: string, { stores, areWelcome }: StrangersProps) {
    super(scope, id);
    this.#areWelcome = areWelcome;
    this.#sources(stores);
    this.#subscribers();
    this.#bucket();
    this.#rule();
    this.#schedule();
    this.#destinations();
  }

  /** Mappings whose function may not read what they map. */
  #sources({ orders, spoilt }: Stores): void {
    const letters = this.#queue('letters');
    const reader = new Recorder(this, 'Reader');
    const records = ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'];
    this.#allow(
      reader,
      records.map((action) => `dynamodb:${action}`),
      '*',
    );
    this.#allow(
      reader,
      ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes'].map((action) => `sqs:${action}`),
      '*',
    );
    this.#allow(reader, ['sqs:SendMessage'], spoilt.queueArn);
    new CfnEventSourceMapping(this, 'Records', {
      functionName: reader.functionName,
      eventSourceArn: orders.tableStreamArn ?? '',
      startingPosition: 'TRIM_HORIZON',
      maximumRetryAttempts: 0,
      destinationConfig: { onFailure: { destination: spoilt.queueArn } },
    });
    new CfnEventSourceMapping(this, 'Letters', { functionName: reader.functionName, eventSourceArn: letters.queueArn });
  }

  /** A queue and a function that do not let a topic in. */
  #subscribers(): void {
    const { topicArn } = new Topic(this, 'Rumours', { topicName: 'rumours' });
    const queue = this.#queue('rumours-heard');
    const listener = new Recorder(this, 'Listener', { functionName: 'listener' });
    this.#open(queue, 'sns', topicArn);
    this.#openFunction(listener, 'sns', topicArn);
    new CfnSubscription(this, 'Queue', { topicArn, protocol: 'sqs', endpoint: queue.queueArn });
    new CfnSubscription(this, 'Function', { topicArn, protocol: 'lambda', endpoint: listener.functionArn });
  }

  #bucket(): void {
    const queue = this.#queue('parcels-arrived');
    this.#open(queue, 's3', 'arn:aws:s3:::strange-parcels');
    new CfnBucket(this, 'Parcels', {
      bucketName: 'strange-parcels',
      notificationConfiguration: { queueConfigurations: [{ event: 's3:ObjectCreated:Put', queue: queue.queueArn }] },
    });
  }

  #rule(): void {
    const queue = this.#queue('signs-seen');
    const watcher = new Recorder(this, 'Watcher', { functionName: 'watcher' });
    const topic = new Topic(this, 'Signs', { topicName: 'signs' });
    const bus = new EventBus(this, 'Far', { eventBusName: 'far' });
    const role = this.#role('events');
    this.#allow(role, ['events:PutEvents'], bus.eventBusArn);
    const rule = new CfnRule(this, 'Sign', {
      name: 'sign',
      eventPattern: { source: ['sky'] },
      targets: [
        { id: 'queue', arn: queue.queueArn },
        { id: 'function', arn: watcher.functionArn },
        { id: 'topic', arn: topic.topicArn },
        { id: 'bus', arn: bus.eventBusArn, roleArn: role.roleArn },
      ],
    });
    const ruleArn = this.formatArn({ service: 'events', resource: 'rule', resourceName: 'sign' });
    this.#open(queue, 'events', ruleArn);
    this.#openFunction(watcher, 'events', ruleArn);
    if (this.#areWelcome) topic.grantPublish(new ServicePrincipal('events.amazonaws.com'));
    rule.node.addDependency(role);
  }

  /** For schedules that come later. */
  #schedule(): void {
    const role = new Role(this, 'Alarm', {
      roleName: 'alarm',
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com'),
    });
    this.#allow(role, ['sqs:SendMessage'], this.#queue('alarms').queueArn);
  }

  /** A function that may not tell how it went. */
  #destinations(): void {
    const queue = this.#queue('outcomes');
    const courier = new Recorder(this, 'Courier', { functionName: 'courier' });
    this.#allow(courier, ['sqs:SendMessage'], queue.queueArn);
    new CfnEventInvokeConfig(this, 'Outcome', {
      functionName: courier.functionName,
      qualifier: '$LATEST',
      destinationConfig: { onSuccess: { destination: queue.queueArn } },
    });
  }

  #queue(name: string): Queue {
    return new Queue(this, name, { queueName: name });
  }

  #role(service: string): Role {
    return new Role(this, `${service}-role`, { assumedBy: new ServicePrincipal(`${service}.amazonaws.com`) });
  }

  #allow({ grantPrincipal }: IGrantable, actions: string[], resource: string): void {
    if (!this.#areWelcome) return;
    grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions, resources: [resource] }));
  }

  #open(queue: Queue, service: string, sourceArn: string): void {
    if (!this.#areWelcome) return;
    const conditions = { ArnEquals: { 'aws:SourceArn': sourceArn } };
    queue.grantSendMessages(new ServicePrincipal(`${service}.amazonaws.com`, { conditions }));
  }

  #openFunction({ functionArn, node }: Recorder, service: string, sourceArn: string): void {
    if (!this.#areWelcome) return;
    new CfnPermission(this, `${node.id}Permission`, {
      action: 'lambda:InvokeFunction',
      functionName: functionArn,
      principal: `${service}.amazonaws.com`,
      sourceArn,
    });
  }
}
