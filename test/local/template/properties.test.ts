import { expect, it } from 'vitest';
import { readApp } from '../../../local/template/app.ts';
import { noticeLines } from '../../../local/template/notices.ts';
import { AssemblyError } from '../../../local/template/problem.ts';
import type { Json, ResourceType } from '../../../local/template/resources.ts';
import { appOf, laptop, problemsOf, writeAssembly } from './assemblies.ts';

const api: ResourceType = {
  identify: () => ({ ref: 'api' }),
  runs: ['Name', 'Cors.MaxAge', 'Cors.Origins', 'Routes', 'Settings.Throttle.Rate'],
  noEffect: { Tags: 'no tags', 'Routes.Metrics': 'no metrics', 'Settings.Logs': 'no logs' },
};

function check(properties: Record<string, Json>): { notices: string[]; problems: readonly string[] } {
  const template = { Resources: { Api: { Type: 'Test::Api', Properties: properties } } };
  try {
    const app = readApp(writeAssembly({ A: template }), { 'Test::Api': api }, laptop);
    return { notices: app.notices.map(({ property, reason }) => `${property}: ${reason}`), problems: [] };
  } catch (error) {
    if (error instanceof AssemblyError) return { notices: [], problems: error.problems };
    throw error;
  }
}

it('Properties that the type runs pass, with all below them', () => {
  const properties = {
    Name: 'x',
    Cors: { MaxAge: 1, Origins: ['*'] },
    Routes: [{ Path: '/', Deep: { Deeper: [1] } }],
    Settings: [{ Throttle: [{ Rate: 1 }] }],
  };
  expect(check(properties)).toEqual({ notices: [], problems: [] });
});

it('Properties without an effect are noticed once, wherever in a list they stand', () => {
  const properties = {
    Tags: { a: 'b' },
    Routes: [{ Metrics: true }, { Metrics: false, Path: '/' }],
    Settings: { Logs: {} },
  };
  expect(check(properties).notices).toEqual(['Tags: no tags', 'Routes.Metrics: no metrics', 'Settings.Logs: no logs']);
});

it('Any other property stops the start, at whatever depth', () => {
  const properties = {
    Nam: 'x',
    Cors: { MaxAge: 1, Headers: ['a'] },
    Settings: [{ Throttle: { Rate: 1, Burst: 2 } }, { Throttle: { Burst: 3 } }, 'text'],
    Empty: {},
    None: [],
  };
  const because = 'Test::Api is not run locally with this property';
  expect(check(properties).problems).toEqual(
    ['Nam', 'Cors.Headers', 'Settings.Throttle.Burst', 'Settings', 'Empty', 'None'].map(
      (path) => `A Api (A/Api) ${path}: ${because}`,
    ),
  );
});

it('A property that is taken away is not there to be checked', () => {
  expect(check({ Nothing: { Ref: 'AWS::NoValue' } })).toEqual({ notices: [], problems: [] });
});

it('A type without an effect is noticed, can be referred to, and is not among what runs', () => {
  const app = appOf({
    A: {
      Resources: {
        Logs: {
          Type: 'AWS::Logs::LogGroup',
          Properties: { RetentionInDays: 7, Unresolvable: { Ref: 'Nothing' } },
          Metadata: { 'aws:cdk:path': 'A/Api/Logs/Resource' },
        },
        Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'errors' } },
        Key: { Type: 'AWS::KMS::Key' },
        It: {
          Type: 'Test::Values',
          Properties: {
            Value: { 'Fn::GetAtt': ['Logs', 'Arn'] },
            Other: [{ Ref: 'Alarm' }, { 'Fn::GetAtt': 'Key.Arn' }],
          },
        },
      },
    },
  });
  expect(app.resources).toHaveLength(1);
  expect(app.resources[0]?.properties.Value).toMatch(
    /^arn:aws:logs:us-east-1:000000000000:log-group:A-Logs-[0-9A-F]{12}:\*$/,
  );
  expect(app.resources[0]?.properties.Other).toEqual([
    'errors',
    expect.stringMatching(/^arn:aws:kms:us-east-1:000000000000:key\/A-Key-[0-9A-F]{12}$/),
  ]);
  expect(app.notices).toContainEqual({
    stack: 'A',
    logicalId: 'Logs',
    path: 'A/Api/Logs/Resource',
    type: 'AWS::Logs::LogGroup',
    property: undefined,
    reason: 'functions log to the terminal',
  });
});

it('Notices of the same kind are one line for a person', () => {
  const tagged = { Type: 'AWS::SQS::Queue', Properties: { Tags: [] } };
  const { notices } = appOf({
    A: { Resources: { P: tagged, Q: tagged, R: tagged, Alarm: { Type: 'AWS::CloudWatch::Alarm' } } },
  });
  expect(noticeLines(notices)).toEqual([
    'AWS::SQS::Queue Tags (A P, A/P and 2 more): no tags locally',
    'AWS::CloudWatch::Alarm (A Alarm, A/Alarm): no alarms locally',
  ]);
});

it('Rules over parameters are noticed, but for the one that CDK puts everywhere', () => {
  const { notices } = appOf({
    A: { Resources: { Q: { Type: 'AWS::SQS::Queue' } }, Rules: { CheckBootstrapVersion: {}, Mine: {} } },
  });
  expect(notices.map(({ logicalId, reason }) => [logicalId, reason])).toEqual([
    ['Mine', 'parameters are not checked against rules'],
  ]);
});

it('Custom resources stop the start by name', () => {
  const problems = problemsOf({
    A: { Resources: { Own: { Type: 'Custom::S3AutoDelete' }, Other: { Type: 'AWS::CloudFormation::CustomResource' } } },
  });
  expect(problems).toEqual([
    'A Own (A/Own): the custom resource Custom::S3AutoDelete is not run locally',
    'A Other (A/Other): the custom resource AWS::CloudFormation::CustomResource is not run locally',
  ]);
});

it('A type that cannot tell who a resource is stops the start at that resource', () => {
  const broken: ResourceType = {
    identify: () => {
      throw new Error('wants a name');
    },
    runs: [],
  };
  const folder = writeAssembly({ A: { Resources: { It: { Type: 'Test::Broken' } } } });
  expect(() => readApp(folder, { 'Test::Broken': broken }, laptop)).toThrow(
    new AssemblyError(['A It (A/It): cannot be identified: wants a name']),
  );
});
