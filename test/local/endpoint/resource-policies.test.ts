import { describe, expect, it } from 'vitest';
import { mayInvoke } from '../../../local/endpoint/invoke-permission.ts';
import { createResourcePolicies, resourcePoliciesFrom } from '../../../local/endpoint/resource-policies.ts';
import type { JsonObject, Resource } from '../../../local/template/resources.ts';
import { document, environment, queueResource, resource } from './resources.ts';

const statement = { Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' };
const queue = queueResource('orders');

const policiesOn = (arn: string, ...resources: Resource[]): string[] =>
  createResourcePolicies(resourcePoliciesFrom(resources, environment))
    .of(arn)
    .map(({ name }) => name);

describe('a policy stands on', () => {
  it('the queues whose URLs it names', () => {
    const policy = resource('AWS::SQS::QueuePolicy', 'P', { Queues: [queue.ref], PolicyDocument: document(statement) });
    expect(policiesOn('arn:aws:sqs:us-east-1:000000000000:orders', queue, policy)).toEqual(['app/P']);
    expect(policiesOn('arn:aws:sqs:us-east-1:000000000000:other', queue, policy)).toEqual([]);
  });

  it('a bucket and all that is in it', () => {
    const policy = resource('AWS::S3::BucketPolicy', 'P', { Bucket: 'files', PolicyDocument: document(statement) });
    expect(policiesOn('arn:aws:s3:::files', policy)).toEqual(['app/P']);
    expect(policiesOn('arn:aws:s3:::files/a/b\nc', policy)).toEqual(['app/P']);
    expect(policiesOn('arn:aws:s3:::files2', policy)).toEqual([]);
  });

  it('a topic', () => {
    const arn = 'arn:aws:sns:us-east-1:000000000000:news';
    const policy = resource('AWS::SNS::TopicPolicy', 'P', { Topics: [arn], PolicyDocument: document(statement) });
    expect(policiesOn(arn, policy)).toEqual(['app/P']);
  });

  it('an event bus, statement by statement', () => {
    const { Resource: _theBus, ...onBus } = statement;
    const policies = [
      resource('AWS::Events::EventBusPolicy', 'P', { StatementId: 'a', Statement: onBus }),
      resource('AWS::Events::EventBusPolicy', 'Q', { StatementId: 'b', Action: 'events:PutEvents', Principal: '*' }),
    ];
    const arn = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
    expect(policiesOn(arn, ...policies)).toEqual(['app/P', 'app/Q']);
  });
});

describe('a policy is refused at start, by name, that', () => {
  const first = resource('AWS::SQS::QueuePolicy', 'P', { Queues: [queue.ref], PolicyDocument: document(statement) });
  it.each<[string, Resource[], string]>([
    [
      'is malformed',
      [resource('AWS::S3::BucketPolicy', 'P', { Bucket: 'b', PolicyDocument: document({ Effect: 'Allow' }) })],
      'app/P: Policy app/P: statement 0: needs either Action or NotAction',
    ],
    [
      'names nobody',
      [
        resource('AWS::S3::BucketPolicy', 'P', {
          Bucket: 'b',
          PolicyDocument: document({ Effect: 'Allow', Action: 's3:*', Resource: '*' }),
        }),
      ],
      'app/P: Policy app/P: statement 0: no Principal',
    ],
    ['stands on no queue of the app', [first], 'app/P: Queues names https://sqs'],
    ['would replace another', [queue, first, { ...first, path: 'app/Q' }], 'app/Q: there is another policy on arn:'],
  ])('%s', (_fault, resources, message) => {
    expect(() => resourcePoliciesFrom(resources, environment)).toThrow(message);
  });
});

describe('a permission', () => {
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:greeter';
  const gateway = 'apigateway.amazonaws.com';
  const api = 'arn:aws:execute-api:us-east-1:000000000000:api1';
  const allowed = (
    permission: JsonObject,
    {
      service = gateway,
      sourceArn = `${api}/prod/GET/rides/{id}`,
      functionArn = arn,
    }: { service?: string; sourceArn?: string; functionArn?: string } = {},
  ) => {
    const properties = { Action: 'lambda:InvokeFunction', FunctionName: arn, Principal: gateway, ...permission };
    const permissions = [resource('AWS::Lambda::Permission', 'Permission', properties)];
    const policies = createResourcePolicies(resourcePoliciesFrom(permissions, environment));
    return mayInvoke(policies, functionArn, { service, sourceArn }, environment);
  };

  it('lets its principal invoke its function', () => {
    expect(allowed({})).toBe(true);
    expect(allowed({ FunctionName: 'greeter' })).toBe(true);
    expect(allowed({ Action: 'lambda:*' })).toBe(true);
    expect(allowed({ Principal: '*' })).toBe(true);
    expect(allowed({}, { service: 'events.amazonaws.com' })).toBe(false);
    expect(allowed({}, { functionArn: `${arn}2` })).toBe(false);
    expect(allowed({ Action: 'lambda:GetFunction' })).toBe(false);
    expect(mayInvoke(createResourcePolicies(), arn, { service: gateway, sourceArn: api }, environment)).toBe(false);
  });

  it('on an alias is for that alias alone', () => {
    expect(allowed({ FunctionName: `${arn}:live` }, { functionArn: `${arn}:live` })).toBe(true);
    expect(allowed({ FunctionName: `${arn}:live` })).toBe(false);
    expect(allowed({}, { functionArn: `${arn}:live` })).toBe(false);
  });

  it.each([
    [`${api}/*/*/rides/{id}`, true],
    [`${api}/*`, true],
    [`${api}/prod/GET/rides/{id}`, true],
    [`${api}/*/POST/rides/{id}`, false],
    [`${api}/*/*/rides`, false],
    ['arn:aws:execute-api:us-east-1:000000000000:api2/*', false],
    ['arn:aws:execute-api:*:*:api?/*', true],
    ['*', false],
  ])('with the source %s covers the route or not: %s', (SourceArn, expected) => {
    expect(allowed({ SourceArn })).toBe(expected);
  });

  it('may be for the sources of one account', () => {
    expect(allowed({ SourceAccount: '000000000000' })).toBe(true);
    expect(allowed({ SourceAccount: '111111111111' })).toBe(false);
  });
});
