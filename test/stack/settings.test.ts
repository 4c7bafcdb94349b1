import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Template } from '../../lib/permissions/grants.ts';
import { type StageSettings, stageNamed, stages } from '../../lib/stages.ts';
import { synthesizeTemplate } from '../../lib/synthesize.ts';
import { functionNames, functionOf, functionPath, resourceAt, resourceOf, resourcesOf } from './templates.ts';

/** Stands for every bundle: what is looked at here is how the functions are set up. */
let code: string;
beforeAll(() => {
  code = mkdtempSync(join(tmpdir(), 'bundles-'));
  mkdirSync(join(code, 'bundle'));
  writeFileSync(join(code, 'bundle', 'index.js'), 'exports.handler = async () => ({});');
});
afterAll(() => rmSync(code, { recursive: true }));

function templateWith(settings: Partial<StageSettings>) {
  const bundles = Object.fromEntries(functionNames.map((name) => [name, join(code, 'bundle')]));
  return synthesizeTemplate('custom', { ...stages.dev, ...settings }, bundles);
}

describe('what a stage asks for is in its template:', () => {
  let template: Template;
  beforeAll(() => {
    template = templateWith({
      functionDefaults: { memory: 256, timeout: 5 },
      functions: {
        RequestRide: { memory: 1_024, timeout: 20, reservedConcurrency: 50, provisionedConcurrency: 3 },
        FindUnicorns: { throttle: { rate: 7, burst: 9 } },
      },
      tracing: true,
      sourceMaps: false,
      logLevel: 'WARN',
      logRetentionDays: 365,
      warmUp: ['RequestRide', 'FindUnicorns'],
      rideEvents: { emails: [], batchSize: 10, batchingWindow: 5, parallelization: 3, retries: 2, maximumAge: 1 },
      rideLimit: 30,
    });
  });

  test('memory, time limit and concurrency of an operation, and others are left alone', () => {
    expect(functionOf(template, 'RequestRide').Properties).toMatchObject({
      MemorySize: 1_024,
      Timeout: 20,
      ReservedConcurrentExecutions: 50,
    });
    const other = functionOf(template, 'GetRide').Properties;
    expect(other).toMatchObject({ MemorySize: 256, Timeout: 5 });
    expect(other).not.toHaveProperty('ReservedConcurrentExecutions');
  });

  test('environments kept warm are those of a version behind an alias, and the alias is what its route calls', () => {
    const alias = resourceOf(template, 'AWS::Lambda::Alias');
    const version = resourceOf(template, 'AWS::Lambda::Version');
    const lambda = functionOf(template, 'RequestRide');
    expect(version.Properties).toMatchObject({ FunctionName: { Ref: lambda.id } });
    expect(alias.Properties).toMatchObject({
      FunctionName: { Ref: lambda.id },
      FunctionVersion: { 'Fn::GetAtt': [version.id, 'Version'] },
      ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: 3 },
    });
    const called = { Ref: alias.id };
    const path = 'Api/Api/POST--rides/RequestRide';
    expect(resourceAt(template, `${path}/Resource`).Properties).toMatchObject({ IntegrationUri: called });
    expect(resourceAt(template, `${path}-Permission`).Properties).toMatchObject({ FunctionName: called });
  });

  test('the throttle of a route', () => {
    expect(resourceOf(template, 'AWS::ApiGatewayV2::Stage').Properties.RouteSettings).toMatchObject({
      'GET /unicorns': { ThrottlingRateLimit: 7, ThrottlingBurstLimit: 9 },
      'POST /rides': { ThrottlingRateLimit: 50 },
    });
  });

  test('tracing, together with what it needs to be allowed', () => {
    for (const name of functionNames) {
      expect(functionOf(template, name).Properties, name).toMatchObject({ TracingConfig: { Mode: 'Active' } });
      const policy = resourceAt(template, `${functionPath(template, name)}/Role/DefaultPolicy/Resource`);
      expect(policy.Properties.PolicyDocument, name).toMatchObject({
        Statement: expect.arrayContaining([
          { Action: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'], Effect: 'Allow', Resource: '*' },
        ]),
      });
    }
  });

  test('source maps, log level and retention', () => {
    const { Variables } = Object(functionOf(template, 'GetRide').Properties.Environment);
    expect(Variables).toMatchObject({ POWERTOOLS_LOG_LEVEL: 'WARN' });
    expect(Variables).not.toHaveProperty('NODE_OPTIONS');
    for (const { Properties } of resourcesOf(template, 'AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays).toBe(365);
    }
  });

  test('operations that are to stay warm are called every five minutes, each in a role for exactly that', () => {
    const targets = {
      RequestRide: { Ref: resourceOf(template, 'AWS::Lambda::Alias').id },
      FindUnicorns: { 'Fn::GetAtt': [functionOf(template, 'FindUnicorns').id, 'Arn'] },
    };
    for (const [name, target] of Object.entries(targets)) {
      const role = resourceAt(template, `Schedules/Warm${name}Role/Resource`);
      expect(resourceAt(template, `Schedules/Warm${name}`).Properties).toEqual({
        ScheduleExpression: 'rate(5 minutes)',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: target,
          RoleArn: { 'Fn::GetAtt': [role.id, 'Arn'] },
          Input: '{"warmUp":true}',
          RetryPolicy: { MaximumRetryAttempts: 0 },
        },
      });
      expect(resourceAt(template, `Schedules/Warm${name}Role/DefaultPolicy/Resource`).Properties).toMatchObject({
        Roles: [{ Ref: role.id }],
        PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: target }] },
      });
    }
  });

  test('how riders are told, and when rides are over', () => {
    expect(resourcesOf(template, 'AWS::SNS::Subscription')).toEqual([]);
    expect(resourceOf(template, 'AWS::Lambda::EventSourceMapping').Properties).toMatchObject({
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: 5,
      ParallelizationFactor: 3,
      MaximumRetryAttempts: 2,
      MaximumRecordAgeInSeconds: 60,
    });
    expect(functionOf(template, 'ExpireRides').Properties.Environment).toMatchObject({
      Variables: { RIDE_LIMIT_MINUTES: '30' },
    });
  });
});

describe('where no stage says so,', () => {
  let template: Template;
  beforeAll(() => {
    template = templateWith({ tracing: false });
  });

  test('no concurrency is taken: it costs', () => {
    expect(resourcesOf(template, 'AWS::Lambda::Alias')).toEqual([]);
    expect(resourcesOf(template, 'AWS::Lambda::Version')).toEqual([]);
    for (const { id, Properties } of resourcesOf(template, 'AWS::Lambda::Function')) {
      expect(Properties, id).not.toHaveProperty('ReservedConcurrentExecutions');
    }
  });

  test('nothing of tracing is there', () => {
    const text = JSON.stringify(template);
    expect(text).not.toContain('xray');
    expect(text).not.toContain('"Active"');
  });

  test('nothing is kept warm', () => {
    const schedules = resourcesOf(template, 'AWS::Scheduler::Schedule').map(({ Properties }) => Properties);
    expect(schedules).toHaveLength(1);
    expect(JSON.stringify(schedules)).not.toContain('warm');
    for (const stage of Object.values(stages)) expect(stage.warmUp).toEqual([]);
  });
});

test('settings for an operation that is not there are refused by name', () => {
  expect(() => templateWith({ functions: { RequestRides: { memory: 256 } } })).toThrow(/RequestRides/);
  // Only operations can be kept warm: a consumer would take the call for work.
  for (const name of ['RequestRides', 'ExpireRides']) expect(() => templateWith({ warmUp: [name] })).toThrow(name);
});

test('an operation without a bundle is refused by name', () => {
  expect(() => synthesizeTemplate('custom', stages.dev, {})).toThrow('The function SayHello has no bundle.');
});

test('dev is the stage when none is said, and an unknown one is refused with the names of those there are', () => {
  expect(stageNamed()).toBe('dev');
  expect(stageNamed('prod')).toBe('prod');
  for (const name of ['production', 'DEV', '', 'toString', '__proto__', 7]) {
    expect(() => stageNamed(name), String(name)).toThrow(
      `There is no stage "${name}". The stages are dev, staging, prod.`,
    );
  }
});
