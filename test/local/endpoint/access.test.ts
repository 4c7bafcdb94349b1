import { describe, expect, it } from 'vitest';
import { AccessDenied, type Actor } from '../../../local/endpoint/access.ts';
import { createAccess } from '../../../local/endpoint/checked-access.ts';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import { createResourcePolicies, resourcePoliciesFrom } from '../../../local/endpoint/resource-policies.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import type { JsonObject, Resource } from '../../../local/template/resources.ts';
import { document, environment, inline, queueResource, resource, roleArn, roleResource } from './resources.ts';

const queue = queueResource('orders');
const queueArn = queue.attributes.Arn ?? '';
const topicArn = 'arn:aws:sns:us-east-1:000000000000:news';
const topic: Actor = { service: 'sns.amazonaws.com', sourceArn: topicArn };
const scheduler: Actor = { service: 'scheduler.amazonaws.com', roleArn };
const send = { action: 'sqs:SendMessage', resource: queueArn };

const queuePolicy = (...statements: JsonObject[]): Resource =>
  resource('AWS::SQS::QueuePolicy', 'QueuePolicy', { Queues: [queue.ref], PolicyDocument: document(...statements) });

const trustedBy = (service: string, condition?: JsonObject): JsonObject => ({
  AssumeRolePolicyDocument: document({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { Service: service },
    ...(condition && { Condition: condition }),
  }),
});

/** What the policies answer: nothing, or the denial's words. */
const answer = (resources: Resource[], actor: Actor, needed = send): string | undefined => {
  const access = createAccess({
    environment,
    identities: createIdentities(environment.accountId, rolesFrom(resources)),
    resourcePolicies: createResourcePolicies(resourcePoliciesFrom(resources, environment)),
  });
  try {
    access.check(actor, needed);
    return undefined;
  } catch (error) {
    if (!(error instanceof AccessDenied)) throw error;
    return error.message;
  }
};

const allow = { Effect: 'Allow', Action: 'sqs:SendMessage', Resource: queueArn };
const allowTopic = {
  ...allow,
  Principal: { Service: 'sns.amazonaws.com' },
  Condition: { ArnEquals: { 'aws:SourceArn': topicArn } },
};

describe('a service by itself', () => {
  it('may do what the policy of the resource lets it do on behalf of the source', () => {
    expect(answer([queue, queuePolicy(allowTopic)], topic)).toBeUndefined();
  });

  it.each<[string, Resource[], Actor]>([
    ['there is no policy', [queue], topic],
    ['the policy is for another service', [queue, queuePolicy(allowTopic)], { ...topic, service: 's3.amazonaws.com' }],
    ['it comes for another source', [queue, queuePolicy(allowTopic)], { ...topic, sourceArn: `${topicArn}2` }],
    ['the policy is for the account', [queue, queuePolicy({ ...allow, Principal: { AWS: '000000000000' } })], topic],
    ['the policy is of another queue', [queue, queuePolicy({ ...allowTopic, Resource: `${queueArn}2` })], topic],
  ])('is denied where %s', (_why, resources, actor) => {
    expect(answer(resources, actor)).toBe(
      `User: ${actor.service} is not authorized to perform: sqs:SendMessage on resource: ${queueArn} ` +
        'because no resource-based policy allows the sqs:SendMessage action',
    );
  });

  it('is denied by an explicit deny, and then told so', () => {
    const deny = { ...allow, Effect: 'Deny', Principal: '*' };
    expect(answer([queue, queuePolicy(allowTopic, deny)], topic)).toMatch(
      /with an explicit deny in a resource-based policy$/,
    );
  });

  it.each<[JsonObject | string]>([['*'], [{ AWS: '*' }]])('is among everyone, whom %j means', (Principal) => {
    expect(answer([queue, queuePolicy({ ...allow, Principal })], topic)).toBeUndefined();
  });

  it('brings the condition keys of a service', () => {
    const Condition = {
      StringEquals: { 'aws:SourceAccount': '000000000000', 'aws:PrincipalServiceName': 's3.amazonaws.com' },
      ArnLike: { 'aws:SourceArn': 'arn:aws:s3:*:*:files' },
      Bool: { 'aws:PrincipalIsAWSService': 'true', 'aws:SecureTransport': 'true' },
      Null: { 'aws:PrincipalArn': 'true', 'aws:SourceIp': 'true' },
    };
    const policy = queuePolicy({ ...allow, Principal: { Service: 's3.amazonaws.com' }, Condition });
    const bucket = { service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::files' };
    expect(answer([queue, policy], bucket)).toBeUndefined();
  });
});

describe('a service in a role', () => {
  const role = (properties: JsonObject) => roleResource({ ...trustedBy('scheduler.amazonaws.com'), ...properties });

  it('may do what the policies of the role or those of the resource allow', () => {
    expect(answer([queue, role(inline(allow))], scheduler)).toBeUndefined();
    expect(
      answer([queue, role({}), queuePolicy({ ...allow, Principal: { AWS: roleArn } })], scheduler),
    ).toBeUndefined();
    expect(answer([queue, role({}), queuePolicy({ ...allow, Principal: '*' })], scheduler)).toBeUndefined();
  });

  it('is denied what neither allows: a resource that trusts the account leaves it to the role', () => {
    const denied =
      'User: arn:aws:sts::000000000000:assumed-role/my-role/scheduler is not authorized to perform: sqs:SendMessage ' +
      `on resource: ${queueArn} because no identity-based policy allows the sqs:SendMessage action`;
    expect(answer([queue, role({})], scheduler)).toBe(denied);
    expect(answer([queue, role({}), queuePolicy({ ...allow, Principal: { AWS: '000000000000' } })], scheduler)).toBe(
      denied,
    );
  });

  it('is denied what either denies, also by denying it to the account', () => {
    const deny = { ...allow, Effect: 'Deny', Principal: { AWS: 'arn:aws:iam::000000000000:root' } };
    expect(answer([queue, role(inline(allow)), queuePolicy(deny)], scheduler)).toMatch(
      /with an explicit deny in a resource-based policy$/,
    );
    const open = queuePolicy({ ...allow, Principal: '*' });
    expect(answer([queue, role(inline({ ...allow, Effect: 'Deny' })), open], scheduler)).toMatch(
      /with an explicit deny in an identity-based policy$/,
    );
  });

  it('has no more of the resource than its boundary allows', () => {
    const arn = 'arn:aws:iam::000000000000:policy/boundary';
    const boundary = resource('AWS::IAM::ManagedPolicy', arn, {
      PolicyDocument: document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
    });
    const bound = role({ PermissionsBoundary: arn });
    expect(answer([queue, boundary, bound, queuePolicy({ ...allow, Principal: { AWS: roleArn } })], scheduler)).toMatch(
      /because no permissions boundary allows the sqs:SendMessage action$/,
    );
  });

  it('takes the role only where the trust policy lets it', () => {
    const attempt = (properties: JsonObject, actor: Actor = scheduler) =>
      answer([queue, roleResource({ ...properties, ...inline(allow) })], actor);
    expect(attempt(trustedBy('events.amazonaws.com'))).toBe(
      `User: scheduler.amazonaws.com is not authorized to perform: sts:AssumeRole on resource: ${roleArn} ` +
        'because no role trust policy allows the sts:AssumeRole action',
    );
    expect(attempt({}, { ...scheduler, roleArn: `${roleArn}2` })).toMatch(/because no role trust policy allows/);
    const group = 'arn:aws:scheduler:us-east-1:000000000000:schedule-group/default';
    const account = { StringEquals: { 'aws:SourceAccount': '000000000000' } };
    expect(attempt(trustedBy('scheduler.amazonaws.com', account))).toBeUndefined();
    const ofGroup = trustedBy('scheduler.amazonaws.com', { ...account, ArnEquals: { 'aws:SourceArn': group } });
    expect(attempt(ofGroup, { ...scheduler, sourceArn: group })).toBeUndefined();
    expect(attempt(ofGroup, { ...scheduler, sourceArn: `${group}2` })).toMatch(/sts:AssumeRole/);
  });
});
