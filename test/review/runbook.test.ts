import { expect, test } from 'vitest';
import { unexplainedAlarms } from '../../bin/diff-base/runbook.ts';

const stackWith = (AlarmDescription: string) => ({
  name: 'App-prod',
  family: 'App',
  stage: 'prod',
  isProtected: false,
  template: {
    Resources: {
      Late: {
        Type: 'AWS::CloudWatch::Alarm',
        Properties: { AlarmDescription },
        Metadata: { 'aws:cdk:path': 'App-prod/Monitoring/Late/Resource' },
      },
      Topic: { Type: 'AWS::SNS::Topic' },
    },
  },
});
const runbook = '# Runbook\n\n## Riders are told late\n\n**Means**: ...\n';

test.each([
  ['has its part', 'Late. docs/runbook.md#riders-are-told-late', []],
  ['leads to a part that is gone', 'Late. docs/runbook.md#riders-wait', ['Late']],
  ['leads nowhere', 'Late.', ['Late']],
])('an alarm that %s', (_how, description, alarms) => {
  expect(unexplainedAlarms([stackWith(description)], runbook)).toEqual(
    alarms.map((alarm) => `App-prod/Monitoring/${alarm}: the alarm leads to no part of docs/runbook.md`),
  );
});
