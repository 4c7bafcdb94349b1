import type { Environment } from '../../../template/resources.ts';
import type { Authorization, ConditionContext } from '../../service.ts';
import { invalidParameter } from './errors.ts';

/** What an operation on a topic needs. @throws ServiceError for what is no ARN */
export function onTopic(action: string, topicArn: string, context?: ConditionContext): readonly Authorization[] {
  checkArn('TopicArn', topicArn);
  return [{ action: `sns:${action}`, resource: topicArn, ...(context && { context }) }];
}

/** What an operation on a subscription needs: SNS asks for its topic. @throws ServiceError for what is no ARN */
export function onSubscription(action: string, subscriptionArn: string | undefined): readonly Authorization[] {
  const arn = subscriptionArn ?? '';
  checkArn('SubscriptionArn', arn);
  return [{ action: `sns:${action}`, resource: arn.split(':').slice(0, 6).join(':') }];
}

/** What an operation on no particular topic needs. */
export function onAccount(action: string, { partition, region, accountId }: Environment): readonly Authorization[] {
  return [{ action: `sns:${action}`, resource: `arn:${partition}:sns:${region}:${accountId}:*` }];
}

function checkArn(member: string, arn: string): void {
  const elements = arn.split(':').length;
  if (elements < 6) {
    throw invalidParameter(`${member} Reason: An ARN must have at least 6 elements, not ${elements}`);
  }
}
