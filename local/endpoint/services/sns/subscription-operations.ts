import type { Environment } from '../../../template/resources.ts';
import type { QueryForm } from '../../query-form.ts';
import type { QueryOutput } from '../../query-protocol.ts';
import { invalidParameter, missingMember, subscriptionNotFound, topicNotFound } from './errors.ts';
import { onAccount, onSubscription, onTopic } from './needs.ts';
import type { Operation } from './operations.ts';
import { pageOf } from './pages.ts';
import { checkSubscriber, type Subscription } from './subscription.ts';
import { attributeName, readSettings, type SubscriptionAttributes } from './subscription-attributes.ts';

/**
 * Every subscription counts as confirmed at once, e-mail addresses too, so the answer always has its ARN.
 * https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
 */
export const subscribe: Operation = ({ subscriptions }, form, caller) => {
  const topicArn = form.text('TopicArn') ?? '';
  const protocol = form.text('Protocol') ?? '';
  const endpoint = form.text('Endpoint');
  const authorizations = onTopic('Subscribe', topicArn, {
    'sns:Protocol': [protocol],
    'sns:Endpoint': endpoint === undefined ? [] : [endpoint],
  });
  return {
    authorizations,
    run: async () => {
      const topic = subscriptions.topic(topicArn);
      if (!topic) throw topicNotFound();
      const subscriber = { topicArn, ...checkSubscriber(topic, protocol, endpoint) };
      const attributes = readAttributes(form);
      const settings = readSettings(subscriber, attributes, 'Subscribe');
      const principal = caller.principalArn;
      const { arn } = await subscriptions.make({ ...subscriber, attributes, settings, principal });
      return { SubscriptionArn: arn };
    },
  };
};

/** Nothing waits for a confirmation locally, so there is no token that could confirm anything. */
export const confirmSubscription: Operation = ({ subscriptions }, form) => {
  const topicArn = form.text('TopicArn') ?? '';
  return {
    authorizations: onTopic('ConfirmSubscription', topicArn),
    run: async () => {
      if (!subscriptions.topic(topicArn)) throw topicNotFound();
      throw invalidParameter('Token');
    },
  };
};

/** Ending what has ended is no error. */
export const unsubscribe: Operation = ({ subscriptions }, form) => {
  const arn = form.text('SubscriptionArn');
  return {
    authorizations: onSubscription('Unsubscribe', arn),
    run: async () => {
      await subscriptions.end(arn ?? '');
      return undefined;
    },
  };
};

export const getSubscriptionAttributes: Operation = ({ subscriptions, environment }, form) => {
  const arn = form.text('SubscriptionArn');
  return {
    authorizations: onSubscription('GetSubscriptionAttributes', arn),
    run: async () => {
      const subscription = subscriptions.find(arn ?? '');
      if (!subscription) throw subscriptionNotFound();
      return { Attributes: new Map(Object.entries(describe(subscription, environment))) };
    },
  };
};

export const setSubscriptionAttributes: Operation = ({ subscriptions }, form) => {
  const arn = form.text('SubscriptionArn');
  const name = form.text('AttributeName');
  return {
    authorizations: onSubscription('SetSubscriptionAttributes', arn),
    run: async () => {
      if (name === undefined) throw missingMember('attributeName');
      const value = form.text('AttributeValue');
      const known = attributeName(name, 'SetSubscriptionAttributes');
      // An empty policy is none.
      const removes = value === undefined || (value === '' && known.endsWith('Policy'));
      await subscriptions.set(arn ?? '', known, removes ? undefined : value);
      return undefined;
    },
  };
};

export const listSubscriptions: Operation = ({ subscriptions, environment }, form) => ({
  authorizations: onAccount('ListSubscriptions', environment),
  run: async () => listOf(subscriptions.all, form, environment),
});

export const listSubscriptionsByTopic: Operation = ({ subscriptions, environment }, form) => {
  const topicArn = form.text('TopicArn') ?? '';
  return {
    authorizations: onTopic('ListSubscriptionsByTopic', topicArn),
    run: async () => {
      if (!subscriptions.topic(topicArn)) throw topicNotFound();
      return listOf(subscriptions.of(topicArn), form, environment);
    },
  };
};

function listOf(subscriptions: readonly Subscription[], form: QueryForm, { accountId }: Environment): QueryOutput {
  const { page, nextToken } = pageOf(subscriptions, form.text('NextToken'));
  return {
    Subscriptions: page.map(({ arn, protocol, endpoint, topicArn }) => ({
      SubscriptionArn: arn,
      Owner: accountId,
      Protocol: protocol,
      Endpoint: endpoint,
      TopicArn: topicArn,
    })),
    NextToken: nextToken,
  };
}

function readAttributes(form: QueryForm): SubscriptionAttributes {
  return Object.fromEntries(
    Array.from(form.map('Attributes'), ([name, value]) => [attributeName(name, 'Subscribe'), value.own ?? '']),
  );
}

function describe(subscription: Subscription, { accountId }: Environment): Record<string, string> {
  const { arn, topicArn, protocol, endpoint, principal, attributes, settings } = subscription;
  const { FilterPolicy, FilterPolicyScope = 'MessageAttributes', ...others } = attributes;
  return {
    SubscriptionArn: arn,
    TopicArn: topicArn,
    Owner: accountId,
    Protocol: protocol,
    Endpoint: endpoint,
    ...others,
    RawMessageDelivery: String(settings.raw),
    // The scope of no policy is not told.
    ...(FilterPolicy !== undefined && { FilterPolicy, FilterPolicyScope }),
    PendingConfirmation: 'false',
    ConfirmationWasAuthenticated: 'true',
    SubscriptionPrincipal: principal,
  };
}
