import type { StackPair } from './pairs.ts';
import type { ResourceChange } from './resources.ts';
import { changeInWords } from './values.ts';

/** Settings that change the bill or what a limit lets through, by the type of resource. */
const priced: Readonly<Record<string, RegExp>> = {
  'AWS::ApiGatewayV2::Stage': /^(DefaultRouteSettings|RouteSettings|AccessLogSettings)\b/,
  'AWS::CloudFront::Distribution': /\b(PriceClass|WebACLId|Logging)\b/,
  'AWS::Cognito::UserPool': /^(UserPoolTier|UserPoolAddOns|MfaConfiguration|EmailConfiguration)\b/,
  'AWS::DynamoDB::GlobalTable':
    /^(BillingMode|GlobalSecondaryIndexes|LocalSecondaryIndexes|Replicas|Write\w+Settings|StreamSpecification)\b/,
  'AWS::Lambda::Alias': /^ProvisionedConcurrencyConfig\b/,
  'AWS::Lambda::EventSourceMapping':
    /^(BatchSize|MaximumBatchingWindowInSeconds|ParallelizationFactor|FilterCriteria|MaximumRetryAttempts|ProvisionedPollerConfig)\b/,
  'AWS::Lambda::Function':
    /^(MemorySize|Timeout|ReservedConcurrentExecutions|EphemeralStorage|Architectures|TracingConfig|SnapStart)\b/,
  'AWS::Lambda::Version': /^ProvisionedConcurrencyConfig\b/,
  'AWS::Logs::LogGroup': /^(RetentionInDays|LogGroupClass)\b/,
  'AWS::S3::Bucket': /^(LifecycleConfiguration|VersioningConfiguration|ReplicationConfiguration)\b/,
  'AWS::Scheduler::Schedule': /^(ScheduleExpression|State)\b/,
  'AWS::SQS::Queue': /^MessageRetentionPeriod\b/,
};

/** What costs by being there, in dollars a month (us-east-1, November 2026). Where traffic decides: no price. */
const standing: Readonly<Record<string, string>> = {
  'AWS::Budgets::Budget': 'the first two of an account are free, then $0.60 a month each',
  'AWS::CloudWatch::Alarm': '$0.10 a month for each metric that it looks at',
  'AWS::CloudWatch::CompositeAlarm': '$0.50 a month each',
  'AWS::CloudWatch::Dashboard': '$3 a month each, but for the first three of an account',
  'AWS::EC2::NatGateway': '$33 a month each, and each gigabyte',
  'AWS::EC2::VPCEndpoint': '$7 a month in each zone, and each gigabyte',
  'AWS::ElasticLoadBalancingV2::LoadBalancer': '$16 a month each, and its load',
  'AWS::KMS::Key': '$1 a month each',
  'AWS::Route53::HostedZone': '$0.50 a month each',
  'AWS::SecretsManager::Secret': '$0.40 a month each',
  'AWS::WAFv2::WebACL': '$5 a month each, $1 for each rule',
};

/** Policies and what belongs to them. */
const isFree = /^AWS::IAM::|Polic(y|ies)$|Permission$/;

/** What it is about, and how that changed. */
export interface CostChange {
  readonly subject: string;
  readonly text: string;
}

/** What of a change is felt on the bill. */
export function costChanges(pair: StackPair, changes: readonly ResourceChange[]): CostChange[] {
  return [...settingChanges(changes), ...countChanges(pair), ...newKinds(pair)];
}

function settingChanges(changes: readonly ResourceChange[]): CostChange[] {
  return changes.flatMap(({ type, path, values }) =>
    values
      .filter((value) => priced[type]?.test(value.path))
      .map((value) => ({ subject: path, text: `: ${value.path} ${changeInWords(value)}` })),
  );
}

function countChanges({ before, after }: StackPair): CostChange[] {
  return Object.entries(standing).flatMap(([type, price]) => {
    const count = ({ resources }: StackPair['before']) =>
      Object.values(resources).filter(({ Type }) => Type === type).length;
    const [old, new_] = [count(before), count(after)];
    return old === new_ ? [] : [{ subject: type, text: `: ${old} -> ${new_} (${price})` }];
  });
}

/** Kinds of resource that the stack had none of: each comes with prices of its own. */
function newKinds({ presence, before, after }: StackPair): CostChange[] {
  if (presence === 'new') return [];
  const known = new Set(Object.values(before.resources).map(({ Type }) => Type));
  const types = new Set(Object.values(after.resources).map(({ Type }) => Type));
  return [...types]
    .filter((type) => !known.has(type) && !Object.hasOwn(standing, type) && !isFree.test(type))
    .map((type) => ({ subject: type, text: ': the first of its kind in this stack' }));
}
