import { missingMember, topicNotFound } from './errors.ts';
import { onAccount, onTopic } from './needs.ts';
import type { Operation } from './operations.ts';
import { pageOf } from './pages.ts';
import type { Topic } from './topic.ts';

export const getTopicAttributes: Operation = ({ subscriptions, environment }, form) => {
  const topicArn = form.text('TopicArn') ?? '';
  return {
    authorizations: onTopic('GetTopicAttributes', topicArn),
    run: async () => {
      const topic = subscriptions.topic(topicArn);
      if (!topic) throw topicNotFound();
      const confirmed = subscriptions.of(topicArn).length;
      return { Attributes: new Map(Object.entries(describe(topic, environment.accountId, confirmed))) };
    },
  };
};

export const listTopics: Operation = ({ subscriptions, environment }, form) => ({
  authorizations: onAccount('ListTopics', environment),
  run: async () => {
    const { page, nextToken } = pageOf(subscriptions.topics, form.text('NextToken'));
    return { Topics: page.map(({ arn }) => ({ TopicArn: arn })), NextToken: nextToken };
  },
});

export const listTagsForResource: Operation = ({ subscriptions }, form) => {
  const arn = form.text('ResourceArn');
  if (arn === undefined) throw missingMember('resourceArn');
  return {
    authorizations: onTopic('ListTagsForResource', arn),
    run: async () => {
      const topic = subscriptions.topic(arn);
      if (!topic) throw topicNotFound();
      return { Tags: topic.tags.map(({ key, value }) => ({ Key: key, Value: value })) };
    },
  };
};

/** How often HTTP endpoints would be tried: what AWS tells of every topic that says nothing else. */
const effectiveDeliveryPolicy = JSON.stringify({
  http: {
    defaultHealthyRetryPolicy: {
      minDelayTarget: 20,
      maxDelayTarget: 20,
      numRetries: 3,
      numMaxDelayRetries: 0,
      numNoDelayRetries: 0,
      numMinDelayRetries: 0,
      backoffFunction: 'linear',
    },
    disableSubscriptionOverrides: false,
    defaultRequestPolicy: { headerContentType: 'text/plain; charset=UTF-8' },
  },
});

function describe(topic: Topic, accountId: string, confirmed: number): Record<string, string> {
  const { arn, displayName, fifo, signatureVersion } = topic;
  return {
    TopicArn: arn,
    Owner: accountId,
    DisplayName: displayName,
    SubscriptionsConfirmed: String(confirmed),
    SubscriptionsPending: '0',
    SubscriptionsDeleted: '0',
    EffectiveDeliveryPolicy: effectiveDeliveryPolicy,
    ...(fifo && {
      FifoTopic: 'true',
      ContentBasedDeduplication: String(fifo.contentBasedDeduplication),
      FifoThroughputScope: fifo.deduplicationWithin,
    }),
    ...(signatureVersion !== undefined && { SignatureVersion: signatureVersion }),
  };
}
