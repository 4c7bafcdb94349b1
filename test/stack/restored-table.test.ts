import { beforeAll, describe, expect, test } from 'vitest';
import type { Template } from '../../lib/permissions/grants.ts';
import { stages } from '../../lib/stages.ts';
import { synthesizeTemplate } from '../../lib/synthesize.ts';
import { functionNames, functionOf, resourceOf, resourcesOf, templateOf } from './templates.ts';

const arn = 'arn:aws:dynamodb:us-east-1:111122223333:table/restored';
const streamArn = `${arn}/stream/2026-11-21T09:30:00.000`;
const bundles = Object.fromEntries(functionNames.map((name) => [name, import.meta.dirname]));

describe('on a restored table,', () => {
  const own = templateOf('prod');
  const { id } = resourceOf(own, 'AWS::DynamoDB::GlobalTable');
  let template: Template;
  beforeAll(() => {
    template = synthesizeTemplate('prod', stages.prod, bundles, streamArn);
  });

  test('the stack has no table: its own leaves it, and stays', () => {
    expect(template.Resources).not.toHaveProperty(id);
    expect(JSON.stringify(template)).not.toContain(`"${id}"`);
    expect(own.Resources[id]).toMatchObject({ DeletionPolicy: 'Retain' });
  });

  test('every function that used the one uses the other, under the same permissions', () => {
    const policies = (of: Template) =>
      resourcesOf(of, 'AWS::IAM::Policy').map(({ Properties }) => JSON.stringify(Properties.PolicyDocument));
    const renamed = policies(own).map((policy) =>
      policy
        .replaceAll(`{"Fn::GetAtt":["${id}","StreamArn"]}`, `"${streamArn}"`)
        .replaceAll(
          new RegExp(`{"Fn::Join":\\["",\\[{"Fn::GetAtt":\\["${id}","Arn"\\]},"([^"]+)"\\]\\]}`, 'g'),
          `"${arn}$1"`,
        )
        .replaceAll(`{"Fn::GetAtt":["${id}","Arn"]}`, `"${arn}"`),
    );
    expect(policies(template).toSorted()).toEqual(renamed.toSorted());
    for (const name of functionNames) {
      const { TABLE_NAME } = Object(functionOf(own, name).Properties.Environment).Variables;
      const { Variables } = Object(functionOf(template, name).Properties.Environment);
      expect(Variables.TABLE_NAME, name).toBe(TABLE_NAME === undefined ? undefined : 'restored');
      // Told by more than the name, which the next deployment gives as the stack's own table: to Lambda the same.
      expect(Variables.TABLE_RESTORED, name).toBe(TABLE_NAME === undefined ? undefined : 'true');
    }
    expect(resourceOf(template, 'AWS::Lambda::EventSourceMapping').Properties.EventSourceArn).toBe(streamArn);
  });

  test('all calls come to it at once, none is left to a version that uses the other', () => {
    const groups = resourcesOf(template, 'AWS::CodeDeploy::DeploymentGroup');
    expect(groups).toHaveLength(functionNames.length);
    for (const { id: group, Properties } of groups) {
      expect(Properties.DeploymentConfigName, group).toBe('CodeDeployDefault.LambdaAllAtOnce');
    }
  });
});

test('a stage that does not retain its table, which would be deleted then, is refused', () => {
  expect(() => synthesizeTemplate('dev', stages.dev, bundles, streamArn)).toThrow(/would delete its own table/);
});

test.each([arn, 'restored', '', `${streamArn}/more`, 'arn:aws:sqs:us-east-1:111122223333:queue'])(
  'what is no stream of a table is refused: %s',
  (text) => {
    expect(() => synthesizeTemplate('prod', stages.prod, bundles, text)).toThrow('is the ARN of a table');
  },
);
