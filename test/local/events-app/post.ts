import { FilterOrPolicy, SubscriptionFilter, type Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription, SqsSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { NestedStack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';

/** Who hears of the news: subscribers of another stack's topic, in a nested stack. */
export class Post extends NestedStack {
  constructor(scope: Construct, id: string, news: Topic) {
    super(scope, id);
    const bread = { subject: SubscriptionFilter.stringFilter({ allowlist: ['bread'], matchPrefixes: ['roll-'] }) };
    const returned = new Queue(this, 'Returned', { queueName: 'returned' });
    news.addSubscription(
      new SqsSubscription(new Queue(this, 'Wrapped', { queueName: 'wrapped' }), {
        filterPolicy: bread,
        deadLetterQueue: returned,
      }),
    );
    news.addSubscription(
      new SqsSubscription(new Queue(this, 'Bare', { queueName: 'bare' }), {
        rawMessageDelivery: true,
        filterPolicyWithMessageBody: {
          price: FilterOrPolicy.filter(SubscriptionFilter.numericFilter({ greaterThan: 10 })),
        },
      }),
    );
    news.addSubscription(new EmailSubscription('baker@example.com', { filterPolicy: bread }));
  }
}
