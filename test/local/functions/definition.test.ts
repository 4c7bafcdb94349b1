import { describe, expect, test } from 'vitest';
import { readFunctions } from '../../../local/functions/definition.ts';
import { resourceTypes } from '../../../local/functions/resource-types.ts';
import type { Identifying, Json, JsonObject, Resource } from '../../../local/template/resources.ts';

const arn = 'arn:aws:lambda:us-east-1:000000000000:function:greeter';
const complete = {
  Code: { S3Bucket: 'assets', S3Key: 'abc.zip' },
  Handler: 'index.handler',
  Role: 'arn:aws:iam::000000000000:role/greeter',
  Runtime: 'nodejs24.x',
};

function resourceOf(properties: JsonObject, type = 'AWS::Lambda::Function'): Resource {
  return {
    stack: 'Shop',
    logicalId: 'Greeter',
    path: 'Shop/Greeter',
    type,
    properties,
    ref: 'greeter',
    attributes: { Arn: arn },
  };
}

const read = (properties: JsonObject) =>
  readFunctions([resourceOf(properties)], (code) => `/cdk.out/${String(code.S3Key)}`)[0];

describe('a function', () => {
  test('has what its template says', () => {
    const properties = {
      ...complete,
      Environment: { Variables: { TABLE: 'rides', LIMIT: 5, ON: true } },
      LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'WARN', LogGroup: '/shop' },
      MemorySize: 512,
      ReservedConcurrentExecutions: 3,
      Timeout: '29',
    };
    expect(read(properties)).toEqual({
      arn,
      code: { path: '/cdk.out/abc.zip' },
      environment: { TABLE: 'rides', LIMIT: '5', ON: 'true' },
      handler: 'index.handler',
      label: 'Shop/Greeter',
      logs: { format: 'JSON', group: '/shop', level: 'WARN' },
      memoryMegabytes: 512,
      name: 'greeter',
      reservedConcurrency: 3,
      roleArn: complete.Role,
      runtime: 'nodejs24.x',
      timeoutSeconds: 29,
    });
  });

  test("has Lambda's defaults where the template says nothing", () => {
    const definition = read({ ...complete, Code: { ZipFile: 'exports.handler = async () => 1' } });
    expect(definition).toMatchObject({
      code: { text: 'exports.handler = async () => 1' },
      environment: {},
      logs: { format: 'Text', group: '/aws/lambda/greeter' },
      memoryMegabytes: 128,
      timeoutSeconds: 3,
    });
    expect(definition).not.toHaveProperty('reservedConcurrency');
  });

  test.each<[Json, string]>([
    [{ ...complete, Runtime: 'python3.13' }, 'Runtime python3.13 does not run locally: only Node.js does.'],
    [{ ...complete, PackageType: 'Image' }, 'PackageType Image does not run locally: the local run has no containers.'],
    [{ ...complete, Timeout: 901 }, 'Timeout must be a whole number from 1 to 900, not 901.'],
    [{ ...complete, MemorySize: 'much' }, 'MemorySize must be a whole number from 128 to 10240, not "much".'],
    [{ ...complete, Handler: 3 }, 'Handler must be a string.'],
    [{ ...complete, Code: {} }, 'Code must have S3Bucket and S3Key, or ZipFile.'],
    [
      { ...complete, Environment: { Variables: { AWS_REGION: 'x' } } },
      'Environment: Lambda sets AWS_REGION itself and refuses it.',
    ],
    [{ ...complete, Environment: { Variables: { LIST: [1] } } }, 'Environment: LIST must be a string.'],
  ])('that does not run here is named with the reason', (properties, reason) => {
    expect(() => read(Object(properties))).toThrow(`Shop/Greeter: ${reason}`);
  });
});

describe('identities', () => {
  function identify(type: string, properties: JsonObject) {
    const resource: Identifying = {
      ...resourceOf(properties, type),
      environment: { accountId: '000000000000', region: 'us-east-1', partition: 'aws', urlSuffix: 'amazonaws.com' },
      generatedName: (maxLength = 64) => `made-up-${maxLength}`,
    };
    return resourceTypes[type]?.identify(resource);
  }

  test.each([
    ['AWS::Lambda::Function', { FunctionName: 'greeter' }, { ref: 'greeter', attributes: { Arn: arn } }],
    ['AWS::Lambda::Function', {}, { ref: 'made-up-64', attributes: { Arn: arn.replace('greeter', 'made-up-64') } }],
    [
      'AWS::Lambda::Version',
      { FunctionName: 'greeter' },
      { ref: `${arn}:1`, attributes: { Version: '1', FunctionArn: `${arn}:1` } },
    ],
    [
      'AWS::Lambda::Alias',
      { FunctionName: arn, Name: 'live' },
      { ref: `${arn}:live`, attributes: { AliasArn: `${arn}:live` } },
    ],
    ['AWS::Lambda::Permission', {}, { ref: 'made-up-64', attributes: { Id: 'made-up-64' } }],
  ])('of an %s', (type, properties, expected) => {
    expect(identify(type, properties)).toEqual(expected);
  });
});
