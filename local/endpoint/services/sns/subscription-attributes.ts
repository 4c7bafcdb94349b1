import { isObject, ownText, parseJson } from '../../../template/json.ts';
import type { JsonObject } from '../../../template/resources.ts';
import type { ServiceError } from '../../service.ts';
import { invalidParameter } from './errors.ts';
import { compileFilter, type Filter, NestedFilterPolicy } from './filter-policy.ts';
import type { SubscriptionSettings } from './subscription.ts';

/** A subscription's attributes as SNS takes and gives them, as texts. */
export type SubscriptionAttributes = Readonly<Partial<Record<AttributeName, string>>>;

const attributeNames = [
  'RawMessageDelivery',
  'FilterPolicy',
  'FilterPolicyScope',
  'RedrivePolicy',
  'DeliveryPolicy',
] as const;

export type AttributeName = (typeof attributeNames)[number];

/** Where attributes come from: setting one has other words for the same fault than subscribing with some. */
export type Request = 'Subscribe' | 'SetSubscriptionAttributes';

/** An attribute's name. @throws ServiceError for one that a subscription does not have, or that is not run locally */
export function attributeName(name: string, request: Request): AttributeName {
  const known = attributeNames.find((one) => one === name);
  if (known) return known;
  if (name === 'ReplayPolicy' || name === 'SubscriptionRoleArn') {
    throw fault(request, `${name} is not run locally: topics keep no archive, and there is no Firehose`);
  }
  throw request === 'Subscribe'
    ? invalidParameter(`Attributes Reason: Unknown attribute: ${name}`)
    : invalidParameter('AttributeName');
}

/**
 * Reads a subscription's attributes.
 * https://docs.aws.amazon.com/sns/latest/api/API_SetSubscriptionAttributes.html
 *
 * @throws ServiceError in SNS's words for a value that it refuses
 */
export function readSettings(
  { protocol, endpoint, topicArn }: { readonly protocol: string; readonly endpoint: string; readonly topicArn: string },
  attributes: SubscriptionAttributes,
  request: Request,
): SubscriptionSettings {
  const deadLetterArn = readDeadLetterArn(attributes.RedrivePolicy, request);
  if (topicArn.endsWith('.fifo') && endpoint.endsWith('.fifo') && deadLetterArn?.endsWith('.fifo') === false) {
    throw fault(request, 'RedrivePolicy: must use a FIFO queue as DLQ for a FIFO Subscription to a FIFO Topic.');
  }
  return {
    raw: readRaw(protocol, attributes.RawMessageDelivery, request),
    filter: readFilter(attributes, request),
    ...(deadLetterArn !== undefined && { deadLetterArn }),
  };
}

function readRaw(protocol: string, value: string | undefined, request: Request): boolean {
  if (value === undefined) return false;
  if (!/^(true|false)$/i.test(value)) {
    throw fault(request, `RawMessageDelivery: Invalid value [${value}]. Must be true or false.`);
  }
  const raw = value.toLowerCase() === 'true';
  if (raw && protocol !== 'sqs') {
    throw fault(request, `Delivery protocol [${protocol}] does not support raw message delivery.`);
  }
  return raw;
}

function readFilter(
  { FilterPolicy, FilterPolicyScope = 'MessageAttributes' }: SubscriptionAttributes,
  request: Request,
): Filter {
  if (FilterPolicyScope !== 'MessageAttributes' && FilterPolicyScope !== 'MessageBody') {
    throw fault(
      request,
      `FilterPolicyScope: Invalid value [${FilterPolicyScope}]. Please use either MessageBody or MessageAttributes`,
    );
  }
  if (FilterPolicy === undefined) return () => true;
  const policy = readJson('FilterPolicy', FilterPolicy, request);
  try {
    return compileFilter(policy, FilterPolicyScope);
  } catch (error) {
    if (error instanceof NestedFilterPolicy) throw invalidParameter(error.message);
    throw fault(request, `FilterPolicy: ${error instanceof Error ? error.message : error}`);
  }
}

function readDeadLetterArn(policy: string | undefined, request: Request): string | undefined {
  if (policy === undefined || policy === '') return undefined;
  const arn = ownText(readJson('RedrivePolicy', policy, request), 'deadLetterTargetArn') ?? '';
  if (!/^arn:[^:]+:sqs:[^:]+:\d{12}:[^:]+$/.test(arn)) {
    throw fault(request, 'RedrivePolicy: deadLetterTargetArn is an invalid arn');
  }
  return arn;
}

function readJson(name: AttributeName, text: string, request: Request): JsonObject {
  try {
    const value = parseJson(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw fault(request, `${name}: failed to parse JSON. ${error instanceof Error ? error.message : error}`);
  }
  throw fault(request, `${name}: failed to parse JSON. An object is expected`);
}

function fault(request: Request, reason: string): ServiceError {
  return invalidParameter(request === 'Subscribe' ? `Attributes Reason: ${reason}` : reason);
}
