import { ownText } from '../../../template/json.ts';
import type { ResourceTypes } from '../../../template/resources.ts';
import { defaultGroup, groupArn, scheduleArn } from './arns.ts';

/** What the local run knows of EventBridge Scheduler's schedules and their groups. */
export const resourceTypes: ResourceTypes = {
  'AWS::Scheduler::Schedule': {
    identify: ({ properties, environment, generatedName }) => {
      const name = ownText(properties, 'Name') ?? generatedName(64);
      const group = ownText(properties, 'GroupName') ?? defaultGroup;
      return { ref: name, attributes: { Arn: scheduleArn(group, name, environment) } };
    },
    runs: [
      'Description',
      'EndDate',
      'FlexibleTimeWindow',
      'GroupName',
      'Name',
      'ScheduleExpression',
      'ScheduleExpressionTimezone',
      'StartDate',
      'State',
      'Target.Arn',
      'Target.DeadLetterConfig.Arn',
      'Target.EventBridgeParameters',
      'Target.Input',
      'Target.RetryPolicy.MaximumEventAgeInSeconds',
      'Target.RetryPolicy.MaximumRetryAttempts',
      'Target.RoleArn',
      'Target.SqsParameters.MessageGroupId',
    ],
    noEffect: { KmsKeyArn: 'nothing is encrypted locally' },
  },
  'AWS::Scheduler::ScheduleGroup': {
    identify: ({ properties, environment, generatedName }) => {
      const name = ownText(properties, 'Name') ?? generatedName(64);
      return { ref: name, attributes: { Arn: groupArn(name, environment) } };
    },
    runs: ['Name'],
    noEffect: { Tags: 'no tags locally' },
  },
};
