import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { AlarmSettings } from '../stages.ts';

/** Where alarms are told of, by mail. */
export class AlarmTopic extends Construct {
  readonly #topic: Topic;

  constructor(scope: Construct, id: string, { emails }: Pick<AlarmSettings, 'emails'>) {
    super(scope, id);
    const { partition, region, account } = Stack.of(this);
    this.#topic = new Topic(this, 'Topic', { enforceSSL: true });
    // A topic with a policy of its own, as the one that asks for TLS, has no longer the one that lets CloudWatch in.
    // https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html
    this.#topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.#topic.topicArn],
        conditions: {
          StringEquals: { 'aws:SourceAccount': account },
          ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
        },
      }),
    );
    for (const email of emails) this.#topic.addSubscription(new EmailSubscription(email));
  }

  /** Tells when the alarm goes off, and when all is well again. */
  tellOf(alarm: Alarm): void {
    const action = { bind: () => ({ alarmActionArn: this.#topic.topicArn }) };
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }
}
