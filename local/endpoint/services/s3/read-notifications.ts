import { isObject, own, ownObject, ownText } from '../../../template/json.ts';
import { Problem } from '../../../template/problem.ts';
import type { Json, JsonObject, Resource } from '../../../template/resources.ts';
import type { Bucket, NotificationRule } from './bucket.ts';

const customType = 'Custom::S3BucketNotifications';

/**
 * Whom a bucket tells of what happens in it: as the bucket itself says, and as the CDK's custom resource does, which sets
 * the same by S3's API when a stack is deployed (`eventBridgeEnabled`, `addEventNotification`).
 *
 * @throws Problem for what S3 would refuse or what is not run locally
 */
export function readNotifications(
  { ref, properties }: Resource,
  resources: readonly Resource[],
): Pick<Bucket, 'tellsEventBridge' | 'notifications'> {
  const declared = ownObject(properties, 'NotificationConfiguration');
  const eventBridge = own(declared, 'EventBridgeConfiguration');
  const applied = resources
    .filter((resource) => resource.type === customType && resource.properties.BucketName === ref)
    .map((resource) => ownObject(resource.properties, 'NotificationConfiguration'));
  return {
    tellsEventBridge:
      (isObject(eventBridge) && String(eventBridge.EventBridgeEnabled ?? true) === 'true') ||
      applied.some((configuration) => isObject(own(configuration, 'EventBridgeConfiguration'))),
    notifications: [...rulesOfTemplate(declared), ...applied.flatMap(rulesOfApi)],
  };
}

/** @throws Problem where a custom resource sets the notifications of a bucket that is none of the app's */
export function checkOwner({ type, path, properties }: Resource, buckets: ReadonlyMap<string, string>): void {
  const name = String(properties.BucketName);
  if (type !== customType || buckets.has(name)) return;
  throw new Problem(`BucketName: there is no bucket ${name} in the stacks`, path);
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-s3-bucket-notificationconfiguration.html */
function rulesOfTemplate(configuration: JsonObject): NotificationRule[] {
  const rules = (list: string, target: string) =>
    objects(configuration[list]).map((rule) => {
      const filters = objects(ownObject(ownObject(rule, 'Filter'), 'S3Key').Rules);
      return notificationRule(rule, ownText(rule, target), ownText(rule, 'Event'), filters);
    });
  return [
    ...rules('LambdaConfigurations', 'Function'),
    ...rules('QueueConfigurations', 'Queue'),
    ...rules('TopicConfigurations', 'Topic'),
  ];
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketNotificationConfiguration.html */
function rulesOfApi(configuration: JsonObject): NotificationRule[] {
  const rules = (list: string, target: string) =>
    objects(configuration[list]).flatMap((rule) => {
      const filters = objects(ownObject(ownObject(rule, 'Filter'), 'Key').FilterRules);
      const events = Array.isArray(rule.Events) ? rule.Events.map(String) : [];
      return events.map((event) => notificationRule(rule, ownText(rule, target), event, filters));
    });
  return [
    ...rules('LambdaFunctionConfigurations', 'LambdaFunctionArn'),
    ...rules('QueueConfigurations', 'QueueArn'),
    ...rules('TopicConfigurations', 'TopicArn'),
  ];
}

function notificationRule(
  rule: JsonObject,
  target: string | undefined,
  event: string | undefined,
  filters: readonly JsonObject[],
): NotificationRule {
  if (target === undefined || event === undefined) throw new Problem('a notification needs a target and an event');
  if (!/^s3:(ObjectCreated|ObjectRemoved|LifecycleExpiration):/.test(event)) {
    throw new Problem(`notifications of ${event} are not run locally`);
  }
  const filter = (name: string) =>
    ownText(filters.find((candidate) => ownText(candidate, 'Name')?.toLowerCase() === name) ?? {}, 'Value') ?? '';
  return { id: ownText(rule, 'Id') ?? target, target, event, prefix: filter('prefix'), suffix: filter('suffix') };
}

const objects = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
