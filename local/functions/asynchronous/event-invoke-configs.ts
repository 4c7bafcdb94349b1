import { own, ownObject, ownText, scalarText } from '../../template/json.ts';
import { Problems } from '../../template/problem.ts';
import type { Resource } from '../../template/resources.ts';
import { parseFunctionReference } from '../arns.ts';
import type { FunctionDefinition } from '../definition.ts';
import { findFunction } from '../find-function.ts';
import { numberIn, problemAt } from '../properties.ts';

/** How often a function is tried with an event, for how long, and where word of what came of it goes. */
export interface EventInvokeConfig {
  /** How often it is tried again after it failed. */
  readonly retries: number;
  /** How old an event may get before it is given up, in seconds. */
  readonly maximumAge: number;
  /** The ARNs of a queue, a topic, a function or an event bus. */
  readonly onSuccess?: string;
  readonly onFailure?: string;
}

/** By the ARN of a function with its qualifier (`$LATEST`, an alias or a version). Each has a config of its own, or none. */
export type EventInvokeConfigs = ReadonlyMap<string, EventInvokeConfig>;

/**
 * What holds without a config.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html
 */
export const defaultConfig: EventInvokeConfig = { retries: 2, maximumAge: 21_600 };

/**
 * The `AWS::Lambda::EventInvokeConfig` resources of a run.
 *
 * @throws AssemblyError naming each that AWS would refuse or that cannot be run, with stack, logical id and property
 */
export function readEventInvokeConfigs(
  resources: readonly Resource[],
  functions: readonly FunctionDefinition[],
): EventInvokeConfigs {
  const problems = new Problems();
  const configs = new Map<string, EventInvokeConfig>();
  for (const resource of resources) {
    if (resource.type !== 'AWS::Lambda::EventInvokeConfig') continue;
    problems.attempt(() => {
      const owner = readOwner(resource, functions);
      if (configs.has(owner)) throw problemAt(resource, 'FunctionName', `${owner} has another EventInvokeConfig`);
      configs.set(owner, readConfig(resource));
    });
  }
  problems.throwIfAny();
  return configs;
}

function readOwner(resource: Resource, functions: readonly FunctionDefinition[]): string {
  const { name } = parseFunctionReference(ownText(resource.properties, 'FunctionName') ?? '');
  if (!findFunction(functions, name)) throw problemAt(resource, 'FunctionName', `the app has no function ${name}`);
  const qualifier = scalarText(own(resource.properties, 'Qualifier')) ?? '';
  const found = findFunction(functions, `${name}:${qualifier}`);
  if (!found) throw problemAt(resource, 'Qualifier', `${name} has no alias or version "${qualifier}"`);
  return found.qualifiedArn;
}

function readConfig(resource: Resource): EventInvokeConfig {
  const onSuccess = readDestination(resource, 'OnSuccess');
  const onFailure = readDestination(resource, 'OnFailure');
  return {
    retries: numberIn(resource, 'MaximumRetryAttempts', [0, 2]) ?? defaultConfig.retries,
    maximumAge: numberIn(resource, 'MaximumEventAgeInSeconds', [60, 21_600]) ?? defaultConfig.maximumAge,
    ...(onSuccess !== undefined && { onSuccess }),
    ...(onFailure !== undefined && { onFailure }),
  };
}

function readDestination(resource: Resource, outcome: 'OnSuccess' | 'OnFailure'): string | undefined {
  const destination = ownText(ownObject(ownObject(resource.properties, 'DestinationConfig'), outcome), 'Destination');
  // The console writes an empty one for none.
  if (destination === undefined || destination === '') return undefined;
  if (/^arn:[^:]+:(sqs|sns|lambda|events):/.test(destination)) return destination;
  const reason = `${destination} is no destination that runs locally: a queue, a topic, a function or an event bus is`;
  throw problemAt(resource, `DestinationConfig.${outcome}.Destination`, reason);
}
