import { isObject, own, ownText } from '../template/json.ts';
import { located, Problem, Problems } from '../template/problem.ts';
import type { Environment, Json, JsonObject, Resource } from '../template/resources.ts';
import type { PoliciesOnResources } from './authorization.ts';
import { readInvokePermission } from './invoke-permission.ts';
import { compilePolicy, type Policy } from './policies/policy.ts';

/** The policies that stand on resources, by the ARN of the resource: a bucket, queue, topic, function (or alias), bus. */
export type PoliciesByResource = ReadonlyMap<string, readonly Policy[]>;

/** The policies on resources as they are now. */
export interface ResourcePolicies extends PoliciesOnResources {
  /** Takes the policies of a changed template. */
  readonly replace: (policies: PoliciesByResource) => void;
}

export const createResourcePolicies = (initial: PoliciesByResource = new Map()): ResourcePolicies => {
  let policies = initial;
  return {
    // The policy of a bucket is for what is in it too: `arn:aws:s3:::bucket/key`.
    of: (arn) => policies.get(/^arn:[^:]+:s3:/.test(arn) ? arn.replace(/\/.*/s, '') : arn) ?? [],
    replace: (changed) => {
      policies = changed;
    },
  };
};

/** A policy document and the resources that it stands on, each by its ARN. */
interface Attached {
  readonly arns: readonly string[];
  readonly document: Json;
}

type ReadPolicy = (policy: Resource, resources: readonly Resource[], environment: Environment) => Attached;

/** The types of resources that put a policy on another resource, of which that one can have only one. */
const policyTypes: Readonly<Record<string, ReadPolicy>> = {
  'AWS::SQS::QueuePolicy': (policy, resources) => ({
    arns: texts(policy, 'Queues').map((url) => arnOf('Queues', 'AWS::SQS::Queue', url, resources)),
    document: documentOf(policy),
  }),
  'AWS::SQS::QueueInlinePolicy': (policy, resources) => ({
    arns: [arnOf('Queue', 'AWS::SQS::Queue', text(policy, 'Queue'), resources)],
    document: documentOf(policy),
  }),
  'AWS::SNS::TopicPolicy': (policy) => ({ arns: texts(policy, 'Topics'), document: documentOf(policy) }),
  'AWS::SNS::TopicInlinePolicy': (policy) => ({ arns: [text(policy, 'TopicArn')], document: documentOf(policy) }),
  'AWS::S3::BucketPolicy': (policy, _resources, { partition }) => ({
    arns: [`arn:${partition}:s3:::${text(policy, 'Bucket')}`],
    document: documentOf(policy),
  }),
};

/** The types of resources that add one statement to the policy of another. */
const statementTypes: Readonly<Record<string, ReadPolicy>> = {
  'AWS::Events::EventBusPolicy': (policy, _resources, environment) => readBusStatement(policy, environment),
  'AWS::Lambda::Permission': readInvokePermission,
};

/**
 * The policies on resources among an app's resources.
 *
 * @throws AssemblyError that names, each with its construct path, policies that AWS would refuse, that stand on nothing of
 * the app, or that would replace one another
 */
export const resourcePoliciesFrom = (resources: readonly Resource[], environment: Environment): PoliciesByResource => {
  const policies = new Map<string, Policy[]>();
  const problems = new Problems();
  for (const resource of resources) {
    const read = policyTypes[resource.type];
    const readStatement = read ?? statementTypes[resource.type];
    if (!readStatement) continue;
    problems.attempt(() =>
      located(resource.path, () => {
        const { arns, document } = readStatement(resource, resources, environment);
        const policy = compiled(resource.path, document);
        for (const arn of arns) {
          const there = policies.get(arn) ?? [];
          if (read && there.length > 0) throw new Problem(`there is another policy on ${arn} already`);
          policies.set(arn, [...there, policy]);
        }
      }),
    );
  }
  problems.throwIfAny();
  return policies;
};

const compiled = (path: string, document: Json): Policy => {
  try {
    return compilePolicy(path, document, 'resource');
  } catch (error) {
    throw new Problem(error instanceof Error ? error.message : String(error));
  }
};

/** A bus takes a whole statement, or the older form: an action, an account, and a condition for organizations. */
const readBusStatement = ({ properties }: Resource, { partition, region, accountId }: Environment): Attached => {
  const bus = ownText(properties, 'EventBusName') ?? 'default';
  const arn = bus.startsWith('arn:') ? bus : `arn:${partition}:events:${region}:${accountId}:event-bus/${bus}`;
  const { Statement, Action, Principal } = properties;
  const statement = isObject(Statement)
    ? Statement
    : { Effect: 'Allow', Action: Action ?? null, Principal: Principal === '*' ? '*' : { AWS: Principal ?? null } };
  const condition = isObject(Statement) ? undefined : own(properties, 'Condition');
  const document: JsonObject = {
    Version: '2012-10-17',
    Statement: { Resource: arn, ...statement, ...(isObject(condition) && { Condition: busCondition(condition) }) },
  };
  return { arns: [arn], document };
};

/** `{"Type": "StringEquals", "Key": "aws:PrincipalOrgID", "Value": "o-1"}`. */
const busCondition = ({ Type, Key, Value }: JsonObject): JsonObject => ({
  [String(Type)]: { [String(Key)]: Value ?? null },
});

const arnOf = (property: string, type: string, ref: string, resources: readonly Resource[]): string => {
  const arn = resources.find((resource) => resource.type === type && resource.ref === ref)?.attributes.Arn;
  if (arn === undefined) throw new Problem(`${property} names ${ref}, which is no ${type} of this run`);
  return arn;
};

const documentOf = ({ properties }: Resource): Json => properties.PolicyDocument ?? null;

const text = ({ properties }: Resource, property: string): string => {
  const value = properties[property];
  if (typeof value !== 'string') throw new Problem(`${property} is no text`);
  return value;
};

const texts = ({ properties }: Resource, property: string): string[] => {
  const values = properties[property];
  if (!Array.isArray(values)) throw new Problem(`${property} is no list`);
  return values.map((value) => {
    if (typeof value !== 'string') throw new Problem(`${property} has a value that is no text`);
    return value;
  });
};
