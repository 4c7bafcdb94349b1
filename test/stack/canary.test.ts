import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { stages } from '../../lib/stages.ts';
import {
  assemblyFile,
  functionNames,
  functionOf,
  functionPath,
  resourceAt,
  resourceOf,
  resourcesOf,
  stageNames,
  templateOf,
} from './templates.ts';

const template = templateOf('prod');
const aliasOf = (name: string) => resourceAt(template, `${functionPath(template, name)}/Live/Resource`);
const groupOf = (name: string) => resourceAt(template, `${functionPath(template, name)}/Live/Deployments`);
const application = { Ref: resourceAt(template, 'Canary/Application').id };

describe('in prod', () => {
  test.each(functionNames)('the calls of %s are shifted to a new version in steps', (name) => {
    const lambda = { Ref: functionOf(template, name).id };
    const alias = aliasOf(name);
    expect(alias).toMatchObject({
      Properties: {
        Name: 'live',
        FunctionName: lambda,
        FunctionVersion: { 'Fn::GetAtt': [expect.anything(), 'Version'] },
      },
      UpdatePolicy: {
        CodeDeployLambdaAliasUpdate: { ApplicationName: application, DeploymentGroupName: { Ref: groupOf(name).id } },
      },
    });
    const [version] = Object(alias.Properties.FunctionVersion)['Fn::GetAtt'];
    // To go back to by hand.
    expect(template.Resources[version]).toMatchObject({
      Type: 'AWS::Lambda::Version',
      Properties: { FunctionName: lambda },
      DeletionPolicy: 'Retain',
    });
    expect(groupOf(name).Properties).toMatchObject({
      ApplicationName: application,
      DeploymentConfigName: `CodeDeployDefault.LambdaCanary10Percent${stages.prod.canaryMinutes}Minutes`,
      DeploymentStyle: { DeploymentType: 'BLUE_GREEN', DeploymentOption: 'WITH_TRAFFIC_CONTROL' },
      AutoRollbackConfiguration: { Enabled: true, Events: expect.arrayContaining(['DEPLOYMENT_STOP_ON_ALARM']) },
    });
  });

  test.each(functionNames)(
    'what %s does wrong takes its calls back: it fails, or comes near its time limit',
    (name) => {
      const { Enabled, Alarms } = Object(groupOf(name).Properties.AlarmConfiguration);
      expect(Enabled).toBe(true);
      expect(Alarms.length).toBeLessThanOrEqual(10);
      const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').filter(({ id }) =>
        Alarms.some(({ Name }: { Name: { Ref: string } }) => Name.Ref === id),
      );
      expect(alarms).toHaveLength(Alarms.length);
      const lambda = { Ref: functionOf(template, name).id };
      // Of the alias: the calls of the version before and of the new one.
      const Dimensions = [
        { Name: 'FunctionName', Value: lambda },
        { Name: 'Resource', Value: { 'Fn::Join': ['', [lambda, ':live']] } },
      ];
      const errors = { Namespace: 'AWS/Lambda', MetricName: 'Errors', Dimensions, Statistic: 'Sum', Threshold: 0 };
      expect(alarms.map(({ Properties }) => Properties)).toContainEqual(expect.objectContaining(errors));
      const timeout = Number(functionOf(template, name).Properties.Timeout);
      const slow = alarms.filter(({ Properties }) => Properties.MetricName === 'Duration');
      // The import of a large file uses all of its time, and goes on in another invocation.
      expect(slow).toHaveLength(name === 'ImportFleet' ? 0 : 1);
      for (const { Properties } of slow) {
        expect(Properties).toMatchObject({ Dimensions, ExtendedStatistic: 'p99' });
        expect(Properties.Threshold).toBeLessThan(timeout * 1_000);
      }
      // Shorter than the canary: an alarm that comes after it takes nothing back.
      for (const { Properties } of alarms) {
        const seconds = Number(Properties.Period) * Number(Properties.DatapointsToAlarm);
        expect(seconds, name).toBeLessThan(Number(stages.prod.canaryMinutes) * 60);
      }
    },
  );

  test('nothing calls a function past its alias', () => {
    const arns = functionNames.map((name) => JSON.stringify({ 'Fn::GetAtt': [functionOf(template, name).id, 'Arn'] }));
    const callers = ['ApiGatewayV2::Integration', 'Lambda::Permission', 'Events::Rule', 'Scheduler::Schedule'].flatMap(
      (type) => resourcesOf(template, `AWS::${type}`),
    );
    const past = callers.filter(({ Properties }) => arns.some((arn) => JSON.stringify(Properties).includes(arn)));
    expect(past.map(({ id }) => id)).toEqual([]);
    const { FunctionName } = resourceOf(template, 'AWS::Lambda::EventSourceMapping').Properties;
    expect(FunctionName).toEqual({ Ref: aliasOf('NotifyRiders').id });
  });

  test('an import that goes on does so by the alias, for which its dead letters are set', () => {
    const alias = { Ref: aliasOf('ImportFleet').id };
    expect(resourceAt(template, 'FleetImports/GoOn/Resource').Properties).toMatchObject({
      PolicyDocument: { Statement: [{ Action: 'lambda:InvokeFunction', Resource: alias }] },
    });
    expect(resourceOf(template, 'AWS::Lambda::EventInvokeConfig').Properties).toMatchObject({ Qualifier: 'live' });
  });

  test('who shifts calls may move the aliases of these functions and look at alarms, and nothing else', () => {
    const role = resourceAt(template, 'Canary/Role/Resource');
    expect(role.Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'codedeploy.amazonaws.com' } }],
      },
    });
    const policy = resourceAt(template, 'Canary/Role/DefaultPolicy/Resource');
    const arns = functionNames
      .map((name) => ({ 'Fn::GetAtt': [functionOf(template, name).id, 'Arn'] }))
      .flatMap((arn) => [arn, { 'Fn::Join': ['', [arn, ':live']] }]);
    const { Statement } = Object(policy.Properties.PolicyDocument);
    expect(Statement).toEqual([
      { Action: 'cloudwatch:DescribeAlarms', Effect: 'Allow', Resource: '*' },
      {
        Action: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
        Effect: 'Allow',
        Resource: expect.arrayContaining(arns),
      },
    ]);
    expect(Statement[1].Resource).toHaveLength(arns.length);
    for (const group of resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup')) {
      expect(group, group.id).toMatchObject({ DependsOn: expect.arrayContaining([policy.id]) });
    }
  });

  test('all fits into one stack, with room for operations to come', () => {
    // CloudFormation takes 500: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
    expect(Object.keys(template.Resources).length).toBeLessThan(450);
  });
});

test.each(['dev', 'staging'] as const)('in %s new versions get all calls at once', (stage) => {
  const types = Object.values(templateOf(stage).Resources).map(({ Type }) => Type);
  expect(types.filter((type) => /CodeDeploy|Lambda::(Alias|Version)/.test(type))).toEqual([]);
});

test.each(stageNames)('the stack of %s can be deleted, unless it is that of prod', (stage) => {
  const manifest = JSON.parse(readFileSync(assemblyFile(stage, 'manifest.json'), 'utf8'));
  const { properties } = manifest.artifacts[`UnicornRides-${stage}`];
  expect(properties.terminationProtection ?? false).toBe(stage === 'prod');
});
