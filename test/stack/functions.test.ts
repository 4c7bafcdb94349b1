import { describe, expect, test } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { functionOf, operationNames, resourceAt, resourcesOf, stageNames, templateOf } from './templates.ts';

describe.each(stageNames)('in %s', (stage) => {
  const template = templateOf(stage);

  test('there is one function an operation, and no other', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(({ id }) => id);
    expect(functions.sort()).toEqual(operationNames.map((name) => functionOf(template, name).id).sort());
  });

  test.each(operationNames)(
    '%s runs on arm64 and nodejs24.x, within a memory and a time that are said',
    (operation) => {
      expect(functionOf(template, operation).Properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        MemorySize: 512,
        Timeout: 10,
      });
    },
  );

  test.each(operationNames)('%s has a role of its own, with no managed policy', (operation) => {
    const role = resourceAt(template, `${operation}/Role/Resource`);
    expect(functionOf(template, operation).Properties.Role).toEqual({ 'Fn::GetAtt': [role.id, 'Arn'] });
    expect(role.Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
    });
  });

  test.each(operationNames)('%s logs JSON into a log group of its own, which forgets in time', (operation) => {
    const logs = resourceAt(template, `${operation}/Logs/Resource`);
    expect(logs.Properties).toEqual({ RetentionInDays: { dev: 7, staging: 30, prod: 365 }[stage] });
    expect(functionOf(template, operation).Properties.LoggingConfig).toEqual({
      LogFormat: 'JSON',
      LogGroup: { Ref: logs.id },
    });
  });

  test('every log group forgets in time', () => {
    for (const { id, Properties } of resourcesOf(template, 'AWS::Logs::LogGroup')) {
      expect(Properties.RetentionInDays, id).toBe(stages[stage].logRetentionDays);
    }
  });

  test('no role is shared, and none is left over', () => {
    const roles = resourcesOf(template, 'AWS::Lambda::Function').map(({ Properties }) =>
      JSON.stringify(Properties.Role),
    );
    expect(new Set(roles).size).toBe(operationNames.length);
    expect(resourcesOf(template, 'AWS::IAM::Role')).toHaveLength(operationNames.length);
    expect(resourcesOf(template, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  test('source maps and their use come together, where the stage has them', () => {
    for (const { id, Properties } of resourcesOf(template, 'AWS::Lambda::Function')) {
      const options = Object(Properties.Environment).Variables.NODE_OPTIONS;
      expect(options, id).toBe(stages[stage].sourceMaps ? '--enable-source-maps' : undefined);
    }
  });
});
