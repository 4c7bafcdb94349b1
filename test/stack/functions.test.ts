import { describe, expect, test } from 'vitest';
import { consumers } from '../../lambda/consumers.ts';
import type { FunctionSettings } from '../../lambda/http/operation.ts';
import { operations } from '../../lambda/operations.ts';
import { stages } from '../../lib/stages.ts';
import {
  functionNames,
  functionOf,
  functionPath,
  operationNames,
  resourceAt,
  resourcesOf,
  stageNames,
  templateOf,
} from './templates.ts';

/** What an operation or a consumer says of its function. */
interface Definition {
  readonly name: string;
  readonly settings?: FunctionSettings;
}

describe.each(stageNames)('in %s', (stage) => {
  const template = templateOf(stage);

  test('there is one function for each operation and consumer, and no other', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function').map(({ id }) => id);
    expect(functions.sort()).toEqual(functionNames.map((name) => functionOf(template, name).id).sort());
  });

  test.each<Definition>([...operations, ...consumers])(
    '$name runs on arm64 and nodejs24.x, within a memory and a time that are said',
    ({ name, settings = {} }) => {
      expect(functionOf(template, name).Properties).toMatchObject({
        Architectures: ['arm64'],
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        MemorySize: settings.memory ?? 512,
        Timeout: settings.timeout ?? 10,
      });
    },
  );

  test.each(operationNames)('%s ends before its route would: an HTTP API waits for 30 seconds', (name) => {
    expect(functionOf(template, name).Properties.Timeout).toBeLessThan(30);
  });

  test.each(functionNames)('%s has a role of its own, with no managed policy', (name) => {
    const role = resourceAt(template, `${functionPath(template, name)}/Role/Resource`);
    expect(functionOf(template, name).Properties.Role).toEqual({ 'Fn::GetAtt': [role.id, 'Arn'] });
    expect(role.Properties).toEqual({
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
    });
  });

  test.each(functionNames)('%s logs JSON into a log group of its own, which forgets in time', (name) => {
    const logs = resourceAt(template, `${functionPath(template, name)}/Logs/Resource`);
    expect(logs.Properties).toEqual({ RetentionInDays: { dev: 7, staging: 30, prod: 365 }[stage] });
    expect(functionOf(template, name).Properties.LoggingConfig).toEqual({
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
    const ofSchedules = resourcesOf(template, 'AWS::Scheduler::Schedule');
    expect(new Set(roles).size).toBe(functionNames.length);
    const ofDeployments = resourcesOf(template, 'AWS::CodeDeploy::Application');
    expect(resourcesOf(template, 'AWS::IAM::Role')).toHaveLength(
      functionNames.length + ofSchedules.length + ofDeployments.length,
    );
    expect(resourcesOf(template, 'AWS::IAM::ManagedPolicy')).toEqual([]);
  });

  test('source maps and their use come together, where the stage has them', () => {
    for (const { id, Properties } of resourcesOf(template, 'AWS::Lambda::Function')) {
      const options = Object(Properties.Environment).Variables.NODE_OPTIONS;
      expect(options, id).toBe(stages[stage].sourceMaps ? '--enable-source-maps' : undefined);
    }
  });
});
