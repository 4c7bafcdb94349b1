import { describe, expect, test } from 'vitest';
import { AccessDenied } from '../../../../local/endpoint/access.ts';
import { createAccess } from '../../../../local/endpoint/checked-access.ts';
import { createIdentities } from '../../../../local/endpoint/credentials.ts';
import { createResourcePolicies, resourcePoliciesFrom } from '../../../../local/endpoint/resource-policies.ts';
import { largestEvent } from '../../../../local/functions/asynchronous/asynchronous.ts';
import { readEventInvokeConfigs } from '../../../../local/functions/asynchronous/event-invoke-configs.ts';
import { readFunctions } from '../../../../local/functions/definition.ts';
import { NotDeliverable } from '../../../../local/targets.ts';
import type { JsonObject, Resource } from '../../../../local/template/resources.ts';
import { answered, arnOf, environment, mailer, mailerArn, runOf } from './harness.ts';

const topic = arnOf('sns', 'orders');
const by = { service: 'sns.amazonaws.com', sourceArn: topic };
const invoke = async () => answered('sent');

describe('an event is taken', () => {
  test('up to 1 MB, and not a byte more', async () => {
    const { asynchronous } = await runOf({ invoke });
    const payload = JSON.stringify('x'.repeat(largestEvent - 2));
    await asynchronous.receive({ target: mailerArn, payload, by });
    const tooLarge = asynchronous.receive({ target: mailerArn, payload: `${payload} `, by });
    await expect(tooLarge).rejects.toThrow(NotDeliverable);
    await expect(tooLarge).rejects.toThrow('smaller than 1048576 bytes');
  });

  test.each([
    { what: 'no JSON', target: mailerArn, payload: '{"to":' },
    { what: 'for no function of the app', target: arnOf('lambda', 'function:clerk'), payload: '{}' },
    { what: 'for an alias that is not there', target: `${mailerArn}:live`, payload: '{}' },
    {
      what: 'for a function elsewhere',
      target: 'arn:aws:lambda:eu-west-1:000000000000:function:mailer',
      payload: '{}',
    },
  ])('never where it is $what', async ({ target, payload }) => {
    const { asynchronous } = await runOf({ invoke });
    await expect(asynchronous.receive({ target, payload, by })).rejects.toThrow(NotDeliverable);
  });

  test('from whom the policy of the function names, for the alias that it names', async () => {
    const live = `${mailerArn}:live`;
    const permission: JsonObject = {
      Action: 'lambda:InvokeFunction',
      FunctionName: live,
      Principal: 'sns.amazonaws.com',
      SourceArn: topic,
    };
    const policies = resourcePoliciesFrom([resourceOf('AWS::Lambda::Permission', permission)], environment);
    const { asynchronous } = await runOf({
      invoke,
      functions: [{ ...mailer, published: { live: '1' } }],
      access: createAccess({
        environment,
        identities: createIdentities('000000000000', new Map()),
        resourcePolicies: createResourcePolicies(policies),
      }),
    });
    await asynchronous.receive({ target: live, payload: '{}', by });
    await expect(asynchronous.receive({ target: mailerArn, payload: '{}', by })).rejects.toThrow(AccessDenied);
    const stranger = { ...by, sourceArn: arnOf('sns', 'others') };
    await expect(asynchronous.receive({ target: live, payload: '{}', by: stranger })).rejects.toThrow(AccessDenied);
  });
});

function resourceOf(type: string, properties: JsonObject, logicalId = 'It'): Resource {
  return { stack: 'Post', logicalId, path: `Post/${logicalId}`, type, properties, ref: 'it', attributes: {} };
}

const mailerResource = (properties: JsonObject = {}): Resource => ({
  ...resourceOf('AWS::Lambda::Function', {
    Code: { ZipFile: '' },
    Handler: 'index.handler',
    Role: mailer.roleArn,
    Runtime: 'nodejs24.x',
    ...properties,
  }),
  ref: 'mailer',
  attributes: { Arn: mailerArn },
});

const functionsOf = (...resources: Resource[]) => readFunctions(resources, () => '');
const configsOf = (...properties: JsonObject[]) =>
  readEventInvokeConfigs(
    properties.map((config) => resourceOf('AWS::Lambda::EventInvokeConfig', config, 'Config')),
    functionsOf(
      mailerResource(),
      resourceOf('AWS::Lambda::Alias', { FunctionName: 'mailer', Name: 'live', FunctionVersion: '1' }),
    ),
  );

describe('a template', () => {
  const latest = { FunctionName: 'mailer', Qualifier: '$LATEST' };

  test('sets retries, age and destinations for a function and for an alias', () => {
    const queue = arnOf('sqs', 'failures');
    const configs = configsOf(
      { ...latest, MaximumRetryAttempts: 0, DestinationConfig: { OnFailure: { Destination: queue } } },
      { FunctionName: mailerArn, Qualifier: 'live', MaximumEventAgeInSeconds: '60' },
    );
    expect([...configs]).toEqual([
      [`${mailerArn}:$LATEST`, { retries: 0, maximumAge: 21_600, onFailure: queue }],
      [`${mailerArn}:live`, { retries: 2, maximumAge: 60 }],
    ]);
  });

  test.each([
    [{ MaximumRetryAttempts: 3 }, 'MaximumRetryAttempts: must be a whole number from 0 to 2, not 3'],
    [{ MaximumEventAgeInSeconds: 59 }, 'MaximumEventAgeInSeconds: must be a whole number from 60 to 21600, not 59'],
    [{ Qualifier: 'canary' }, 'Qualifier: mailer has no alias or version "canary"'],
    [{ FunctionName: 'clerk' }, 'FunctionName: the app has no function clerk'],
    [
      { DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::failures' } } },
      'DestinationConfig.OnFailure.Destination: arn:aws:s3:::failures is no destination that runs locally',
    ],
  ])('that sets %j stops the start, with stack, logical id and property', (wrong, message) => {
    expect(() => configsOf({ ...latest, ...wrong })).toThrow(`Post Config (Post/Config) ${message}`);
  });

  test('sets the config of a function once', () => {
    expect(() => configsOf(latest, latest)).toThrow('has another EventInvokeConfig');
  });

  test('names the place of dead letters and what stands behind aliases and versions', () => {
    const DeadLetterConfig = { TargetArn: topic };
    const alias = { FunctionName: mailerArn, Name: 'live', FunctionVersion: '1' };
    const version = {
      ...resourceOf('AWS::Lambda::Version', { FunctionName: 'mailer' }),
      attributes: { Version: '1' },
    };
    const resources = [mailerResource({ DeadLetterConfig }), resourceOf('AWS::Lambda::Alias', alias), version];
    expect(functionsOf(...resources)).toMatchObject([{ deadLetterTarget: topic, published: { live: '1', '1': '1' } }]);
    const wrong = { DeadLetterConfig: { TargetArn: arnOf('lambda', 'function:clerk') } };
    expect(() => functionsOf(mailerResource(wrong))).toThrow('DeadLetterConfig.TargetArn must be the ARN of a queue');
  });
});
