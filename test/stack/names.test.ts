import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { Template } from '../../lib/permissions/grants.ts';
import { assemblyFile, pageTemplateOf, resourcesOf, stageNames, templateOf } from './templates.ts';

/** Names that only tell things apart inside something that is the stage's own, or that tell nothing apart. */
const harmless = new Set([
  'AWS::ApiGatewayV2::Api Name', // a label: APIs are known by their ids
  'AWS::ApiGatewayV2::Authorizer Name', // inside its API
  'AWS::ApiGatewayV2::Stage StageName', // inside its API
  'AWS::CloudWatch::Alarm MetricName', // of AWS's
  'AWS::CloudWatch::Dashboard DashboardName', // the stack's own
  'AWS::CodeDeploy::DeploymentGroup ApplicationName', // a reference
  'AWS::CodeDeploy::DeploymentGroup DeploymentConfigName', // of AWS's
  'AWS::Cognito::UserPoolGroup GroupName', // inside its pool
  'AWS::IAM::Policy PolicyName', // inside its role
  'AWS::Lambda::Alias FunctionName', // a reference
  'AWS::Lambda::Alias Name', // inside its function
  'AWS::Lambda::EventInvokeConfig FunctionName', // a reference
  'AWS::Lambda::EventSourceMapping FunctionName', // a reference
  'AWS::Lambda::Permission FunctionName', // a reference
  'AWS::Lambda::Version FunctionName', // a reference
]);

/** Every property that names something, at any depth, with what it says. */
function namesIn(template: Template): { where: string; value: unknown }[] {
  return Object.values(template.Resources).flatMap(({ Type, Properties = {} }) =>
    Object.entries(Properties).flatMap(([property, value]) =>
      /(Name|Identifier|Alias)$|^Name$/.test(property) ? [{ where: `${Type} ${property}`, value }] : [],
    ),
  );
}

test.each(stageNames)('%s gives no physical names: several stages live in one account and region', (stage) => {
  const given = namesIn(templateOf(stage)).map(({ where }) => where);
  expect([...new Set(given)].filter((where) => !harmless.has(where))).toEqual([]);
});

test.each(stageNames)('%s exports nothing and imports nothing', (stage) => {
  const text = JSON.stringify([templateOf(stage), pageTemplateOf(stage)]);
  expect(text).not.toContain('"Export"');
  expect(text).not.toContain('Fn::ImportValue');
});

test.each(stageNames)('%s is two stacks in the main assembly, bound to no account and no region', (stage) => {
  const { artifacts } = JSON.parse(readFileSync(assemblyFile(stage, 'manifest.json'), 'utf8'));
  const stacks = Object.entries<{ type: string; environment?: string }>(artifacts).filter(
    ([, { type }]) => type === 'aws:cloudformation:stack' || type === 'cdk:cloud-assembly',
  );
  const unbound = ['aws:cloudformation:stack', 'aws://unknown-account/unknown-region'];
  expect(stacks.map(([id, { type, environment }]) => [id, type, environment])).toEqual([
    [`UnicornRides-${stage}`, ...unbound],
    [`UnicornRides-${stage}-Web`, ...unbound],
  ]);
  for (const { Resources } of [templateOf(stage), pageTemplateOf(stage)]) {
    expect(JSON.stringify(Resources)).not.toMatch(/\b\d{12}\b|us-east-1|arn:aws:/);
  }
});

test.each(stageNames)('%s holds no secret', (stage) => {
  const template = templateOf(stage);
  expect(JSON.stringify(template)).not.toMatch(
    /AKIA|ASIA|BEGIN [A-Z ]*PRIVATE KEY|SecretString|ClientSecret|resolve:ssm/,
  );
  expect(JSON.stringify(template)).not.toContain('"GenerateSecret":true');
  const variables = resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ Properties }) =>
    Object.keys(Object(Properties.Environment).Variables),
  );
  const plain = ['NODE_OPTIONS', 'POWERTOOLS_LOG_LEVEL', 'POWERTOOLS_METRICS_NAMESPACE', 'POWERTOOLS_SERVICE_NAME'];
  expect([...new Set(variables)].sort()).toEqual(
    [...plain, 'FILES_BUCKET', 'RIDE_LIMIT_MINUTES', 'TABLE_NAME', 'TOPIC_ARN']
      .sort()
      .filter((name) => stage !== 'prod' || name !== 'NODE_OPTIONS'),
  );
});

test.each(stageNames)('%s gives the addresses that people and clients need', (stage) => {
  const { Outputs } = { Outputs: {}, ...templateOf(stage) };
  const forPeople = ['ApiUrl', 'PageUrl', 'RideTopicArn', 'SignInUrl'];
  const forThePage = ['ClientId', 'FilesUrl', 'IssuerUrl', 'UserPoolId'];
  expect(Object.keys(Outputs).sort()).toEqual([...forPeople, ...forThePage].sort());
});
