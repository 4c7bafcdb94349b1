import { generatedName, stackId } from './names.ts';
import type { Environment, ResourceType } from './resources.ts';

/** The type of a stack in a stack. Its outputs are attributes too, which the stack itself knows. */
export const nestedStackType = 'AWS::CloudFormation::Stack';

/** The name of a nested stack, at most 128 characters as CloudFormation has it. */
export function nestedStackName(environment: Environment, parent: string, logicalId: string): string {
  return generatedName(environment, parent, logicalId, 128);
}

export const nestedStack: ResourceType = {
  identify: ({ environment, stack, logicalId }) => ({
    ref: stackId(environment, nestedStackName(environment, stack, logicalId)),
  }),
  runs: ['Parameters', 'TemplateURL'],
  noEffect: {
    NotificationARNs: 'nobody is told of a local start',
    Tags: 'no tags locally',
    TimeoutInMinutes: 'nothing is deployed that could take long',
  },
};
