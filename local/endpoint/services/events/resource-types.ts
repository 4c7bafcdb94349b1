import type { Identifying, ResourceTypes } from '../../../template/resources.ts';
import { busArn, busNameOf, ruleArn } from './arns.ts';

const forPeople = 'a text for people';
const noTags = 'no tags locally';

/** What the local run knows of EventBridge's buses, their policies, and rules. */
export const resourceTypes: ResourceTypes = {
  'AWS::Events::EventBus': {
    identify: (bus) => {
      const name = nameOf(bus, 256);
      return { ref: name, attributes: { Arn: busArn(name, bus.environment), Name: name } };
    },
    runs: ['Name'],
    noEffect: {
      DeadLetterConfig:
        "a bus's own dead letters are events that could not be encrypted, and nothing is encrypted locally",
      Description: forPeople,
      KmsKeyIdentifier: 'nothing is encrypted locally',
      LogConfig: 'deliveries are told on the terminal',
      Tags: noTags,
    },
  },
  'AWS::Events::EventBusPolicy': {
    identify: (policy) => {
      const { EventBusName, StatementId } = policy.properties;
      return { ref: `${busNameOf(EventBusName)}|${StatementId}` };
    },
    runs: ['Action', 'Condition', 'EventBusName', 'Principal', 'Statement', 'StatementId'],
  },
  'AWS::Events::Rule': {
    identify: (rule) => {
      const name = nameOf(rule, 64);
      const bus = busNameOf(rule.properties.EventBusName);
      const ref = bus === 'default' ? name : `${bus}|${name}`;
      return { ref, attributes: { Arn: ruleArn(bus, name, rule.environment) } };
    },
    runs: [
      'EventBusName',
      'EventPattern',
      'Name',
      'ScheduleExpression',
      'State',
      'Targets.Arn',
      'Targets.DeadLetterConfig.Arn',
      'Targets.Id',
      'Targets.Input',
      'Targets.InputPath',
      'Targets.InputTransformer.InputPathsMap',
      'Targets.InputTransformer.InputTemplate',
      'Targets.RetryPolicy.MaximumEventAgeInSeconds',
      'Targets.RetryPolicy.MaximumRetryAttempts',
      'Targets.RoleArn',
      'Targets.SqsParameters.MessageGroupId',
    ],
    noEffect: { Description: forPeople, Tags: noTags },
  },
};

function nameOf({ properties, generatedName }: Identifying, maxLength: number): string {
  return typeof properties.Name === 'string' ? properties.Name : generatedName(maxLength);
}
