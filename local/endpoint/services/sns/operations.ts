import type { Environment } from '../../../template/resources.ts';
import type { QueryForm } from '../../query-form.ts';
import type { QueryOutput } from '../../query-protocol.ts';
import type { Authorization, Caller } from '../../service.ts';
import { publish, publishBatch } from './publish-operations.ts';
import type { Publisher } from './publisher.ts';
import * as subscribing from './subscription-operations.ts';
import type { Subscriptions } from './subscriptions.ts';
import * as describing from './topic-operations.ts';

/** What operations work on. */
export interface Sns {
  readonly environment: Environment;
  readonly subscriptions: Subscriptions;
  readonly publisher: Publisher;
}

/** A request of one operation that was read: what it needs, and how to run it. */
export interface OpenedOperation {
  readonly authorizations: readonly Authorization[];
  /** @returns what it answers, if anything */
  readonly run: () => Promise<QueryOutput | undefined>;
}

/** Reads a request. @throws ServiceError when it is not one of the operation */
export type Operation = (sns: Sns, form: QueryForm, caller: Caller) => OpenedOperation;

/** All operations that run locally, by name. */
export const operations: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['Publish', publish],
  ['PublishBatch', publishBatch],
  ['Subscribe', subscribing.subscribe],
  ['ConfirmSubscription', subscribing.confirmSubscription],
  ['Unsubscribe', subscribing.unsubscribe],
  ['GetSubscriptionAttributes', subscribing.getSubscriptionAttributes],
  ['SetSubscriptionAttributes', subscribing.setSubscriptionAttributes],
  ['ListSubscriptions', subscribing.listSubscriptions],
  ['ListSubscriptionsByTopic', subscribing.listSubscriptionsByTopic],
  ['GetTopicAttributes', describing.getTopicAttributes],
  ['ListTopics', describing.listTopics],
  ['ListTagsForResource', describing.listTagsForResource],
]);

/** Why an operation is not run, where more can be said than that it is not. */
export const notRun: Readonly<Record<string, string>> = {
  CreateTopic: 'the template makes topics',
  DeleteTopic: 'the template makes topics',
  SetTopicAttributes: 'the template says what topics are',
  AddPermission: 'the template says what policies topics have',
  RemovePermission: 'the template says what policies topics have',
};
