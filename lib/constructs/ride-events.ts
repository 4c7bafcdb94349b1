import { Grant } from 'aws-cdk-lib/aws-iam';
import {
  EventSourceMapping,
  FilterCriteria,
  FilterRule,
  type IFunction,
  StartingPosition,
} from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Duration } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { notifyRiders } from '../../lambda/events/notify-riders.ts';
import { AppFunction, type FunctionParts } from './app-function.ts';
import { DeadLetters } from './dead-letters.ts';

/** Riders are told: the table's stream, the function that reads it, and the topic that it tells. */
export class RideEvents extends Construct {
  readonly lambda: IFunction;
  readonly topicArn: string;
  /** The batches that could not be told: where in the stream they are, not the records themselves. */
  readonly deadLetters: Queue;

  constructor(scope: Construct, id: string, parts: FunctionParts) {
    super(scope, id);
    const { stage, table } = parts;
    const settings = stage.rideEvents;

    // No key of our own: nothing in a message is more than ids and names, and a key is $1 a month and a call each.
    const topic = new Topic(this, 'Topic', { enforceSSL: true });
    this.topicArn = topic.topicArn;
    for (const email of settings.emails) topic.addSubscription(new EmailSubscription(email));
    this.deadLetters = new DeadLetters(this, 'DeadLetters', stage).queue;

    const { lambda, target, role } = new AppFunction(this, notifyRiders.name, {
      ...parts,
      definition: notifyRiders,
      environment: { TOPIC_ARN: topic.topicArn },
    });
    this.lambda = lambda;
    Grant.addToPrincipal({ grantee: role, actions: ['sns:Publish'], resourceArns: [topic.topicArn] });
    Grant.addToPrincipal({ grantee: role, actions: ['sqs:SendMessage'], resourceArns: [this.deadLetters.queueArn] });

    new EventSourceMapping(this, 'Stream', {
      target,
      eventSourceArn: table.grantStream(role),
      // What happened while there was no mapping is told too.
      startingPosition: StartingPosition.TRIM_HORIZON,
      // Only rides invoke the function, and only their beginning and end: nothing else about them changes.
      filters: [
        FilterCriteria.filter({
          eventName: FilterRule.or('INSERT', 'MODIFY'),
          dynamodb: { Keys: { pk: { S: FilterRule.beginsWith('RIDE#') } } },
        }),
      ],
      batchSize: settings.batchSize,
      maxBatchingWindow: Duration.seconds(settings.batchingWindow),
      parallelizationFactor: settings.parallelization,
      reportBatchItemFailures: true,
      bisectBatchOnError: true,
      retryAttempts: settings.retries,
      maxRecordAge: Duration.minutes(settings.maximumAge),
      onFailure: { bind: () => ({ destination: this.deadLetters.queueArn }) },
    });
  }
}
