import { scalarText } from './json.ts';
import { stackId } from './names.ts';
import { Problem } from './problem.ts';
import type { Environment, Json } from './resources.ts';
import type { Parameter } from './template.ts';

/**
 * What `Ref` gives for a parameter: text, or a list of texts for the list types, trimmed as CloudFormation does.
 * Throws a `Problem` where there is no value, or it would come from SSM Parameter Store (CDK's `BootstrapVersion`,
 * which nothing but a rule refers to).
 *
 * @param given the value that the stack is deployed with, in place of the default
 */
export function parameterValue(name: string, { type, defaultValue }: Parameter, given: Json | undefined): Json {
  const value = given ?? defaultValue;
  if (value === undefined) throw new Problem(`the parameter ${name} has no default value`);
  if (type.startsWith('AWS::SSM::Parameter::')) {
    throw new Problem(`the parameter ${name} has its value in SSM Parameter Store (${JSON.stringify(value)})`);
  }
  const texts = [value].flat().map(scalarText);
  if (texts.includes(undefined)) throw new Problem(`the parameter ${name} is neither text nor a list of texts`);
  const whole = texts.join(',');
  const isList = type === 'CommaDelimitedList' || type.startsWith('List<');
  return isList ? whole.split(',').map((part) => part.trim()) : whole;
}

interface PseudoParameterSource {
  readonly name: string;
  readonly environment: Environment;
  readonly notificationArns: readonly string[];
}

/**
 * What `Ref` gives for the parameters that every template has. `AWS::NoValue` gives undefined, as it takes away what
 * it stands for.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export const pseudoParameters = new Map<string, (stack: PseudoParameterSource) => Json | undefined>([
  ['AWS::AccountId', ({ environment }) => environment.accountId],
  ['AWS::NoValue', () => undefined],
  ['AWS::NotificationARNs', ({ notificationArns }) => [...notificationArns]],
  ['AWS::Partition', ({ environment }) => environment.partition],
  ['AWS::Region', ({ environment }) => environment.region],
  ['AWS::StackId', ({ environment, name }) => stackId(environment, name)],
  ['AWS::StackName', ({ name }) => name],
  ['AWS::URLSuffix', ({ environment }) => environment.urlSuffix],
]);
