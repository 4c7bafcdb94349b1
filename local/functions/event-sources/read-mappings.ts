import { compilePattern } from '../../event-patterns/pattern.ts';
import { isObject, own, ownObject, ownText, parseJson } from '../../template/json.ts';
import { Problems } from '../../template/problem.ts';
import type { Resource } from '../../template/resources.ts';
import type { FunctionDefinition } from '../definition.ts';
import { findFunction } from '../find-function.ts';
import { booleanIn, numberIn, problemAt } from '../properties.ts';
import type { EventSourceMapping, QueueMapping, StreamMapping } from './mapping.ts';

/** How long a stream keeps its records, in milliseconds: 24 hours. */
const recordsKeptFor = 24 * 60 * 60 * 1000;

/** Lambda begins with five batches of a queue at once and adds more as messages pile up; here it stays at five. */
const firstConcurrency = 5;

const streamsOnly = [
  'BisectBatchOnFunctionError',
  'DestinationConfig',
  'MaximumRecordAgeInSeconds',
  'MaximumRetryAttempts',
  'ParallelizationFactor',
  'StartingPosition',
];

/**
 * The event source mappings among the resources of a run.
 *
 * @param resources all resources of all stacks: streams and queues are looked up among them
 * @throws AssemblyError naming each that AWS would refuse or that cannot be run, with stack, logical id and property
 */
export function readEventSourceMappings(
  resources: readonly Resource[],
  functions: readonly FunctionDefinition[],
): EventSourceMapping[] {
  const problems = new Problems();
  const mappings = resources
    .filter(({ type }) => type === 'AWS::Lambda::EventSourceMapping')
    .flatMap((resource) => problems.attempt(() => readMapping(resource, resources, functions)) ?? []);
  problems.throwIfAny();
  return mappings;
}

function readMapping(resource: Resource, resources: readonly Resource[], functions: readonly FunctionDefinition[]) {
  const sourceArn = ownText(resource.properties, 'EventSourceArn') ?? '';
  const service = sourceArn.split(':')[2];
  const source = resources.find(({ attributes }) =>
    service === 'sqs' ? attributes.Arn === sourceArn : attributes.StreamArn === sourceArn,
  );
  if (service !== 'sqs' && service !== 'dynamodb') {
    const reason = `${sourceArn || 'a source without an ARN'} does not run locally: table streams and queues do`;
    throw problemAt(resource, 'EventSourceArn', reason);
  }
  if (!source) throw problemAt(resource, 'EventSourceArn', `${sourceArn} is no stream or queue of this app`);

  const reference = ownText(resource.properties, 'FunctionName') ?? '';
  const found = findFunction(functions, reference);
  if (!found) throw problemAt(resource, 'FunctionName', `there is no function ${reference} in this app`);
  const isStream = service === 'dynamodb';
  const common = {
    id: resource.ref,
    sourceLabel: source.path,
    sourceArn,
    functionArn: found.arn,
    functionLabel: found.definition.label,
    version: found.version,
    roleArn: found.definition.roleArn,
    isEnabled: booleanIn(resource, 'Enabled') ?? true,
    batchSize: numberIn(resource, 'BatchSize', [1, 10_000]) ?? (isStream ? 100 : 10),
    window: (numberIn(resource, 'MaximumBatchingWindowInSeconds', [0, 300]) ?? 0) * 1_000,
    patterns: readPatterns(resource),
    reportsItemFailures: readsItemFailures(resource),
  };
  return isStream ? readStream(resource, common) : readQueue(resource, common, source, found.definition);
}

type Common = Omit<
  StreamMapping,
  'kind' | 'startingPosition' | 'bisects' | 'retries' | 'maximumAge' | 'parallelization'
>;

function readStream(resource: Resource, common: Common): StreamMapping {
  const startingPosition = ownText(resource.properties, 'StartingPosition');
  if (startingPosition !== 'TRIM_HORIZON' && startingPosition !== 'LATEST') {
    throw problemAt(resource, 'StartingPosition', `must be TRIM_HORIZON or LATEST, not ${startingPosition}`);
  }
  if (own(resource.properties, 'ScalingConfig') !== undefined) {
    throw problemAt(resource, 'ScalingConfig', 'is for queues; a stream has a ParallelizationFactor');
  }
  const retries = numberIn(resource, 'MaximumRetryAttempts', [-1, 10_000]) ?? -1;
  const age = numberIn(resource, 'MaximumRecordAgeInSeconds', [-1, 604_800]) ?? -1;
  if (age >= 0 && age < 60) {
    throw problemAt(resource, 'MaximumRecordAgeInSeconds', `must be -1 (unlimited) or from 60 to 604800, not ${age}`);
  }
  const onFailure = readDestination(resource);
  return {
    ...common,
    kind: 'stream',
    startingPosition,
    bisects: booleanIn(resource, 'BisectBatchOnFunctionError') ?? false,
    retries: retries === -1 ? Number.POSITIVE_INFINITY : retries,
    maximumAge: age === -1 ? recordsKeptFor : Math.min(age * 1_000, recordsKeptFor),
    ...(onFailure !== undefined && { onFailure }),
    parallelization: numberIn(resource, 'ParallelizationFactor', [1, 10]) ?? 1,
  };
}

function readQueue(resource: Resource, common: Common, queue: Resource, { timeoutSeconds }: FunctionDefinition) {
  for (const property of streamsOnly) {
    if (own(resource.properties, property) === undefined) continue;
    throw problemAt(
      resource,
      property,
      'is for streams; a queue has its own visibility time-out and dead-letter queue',
    );
  }
  const isFifo = common.sourceArn.endsWith('.fifo');
  if (isFifo && common.window > 0) {
    throw problemAt(resource, 'MaximumBatchingWindowInSeconds', 'a FIFO queue has no batching window');
  }
  if (common.batchSize > 10 && (isFifo || common.window === 0)) {
    const reason = isFifo
      ? 'a batch of a FIFO queue has at most 10 messages'
      : 'a batch of over 10 messages needs a MaximumBatchingWindowInSeconds of at least 1';
    throw problemAt(resource, 'BatchSize', reason);
  }
  const visibility = numberIn(queue, 'VisibilityTimeout', [0, 43_200]) ?? 30;
  if (visibility < timeoutSeconds) {
    const reason = `the queue's visibility time-out, ${visibility} s, is less than the function's time limit, ${timeoutSeconds} s`;
    throw problemAt(resource, 'EventSourceArn', reason);
  }
  const scaling = { ...resource, properties: ownObject(resource.properties, 'ScalingConfig') };
  const concurrency = numberIn(scaling, 'MaximumConcurrency', [2, 1_000]);
  return { ...common, kind: 'queue', concurrency: concurrency ?? firstConcurrency } satisfies QueueMapping;
}

function readPatterns(resource: Resource): string[] {
  const filters = ownObject(resource.properties, 'FilterCriteria').Filters;
  if (!Array.isArray(filters)) return [];
  return filters.map((filter, number) => {
    const pattern = isObject(filter) ? ownText(filter, 'Pattern') : undefined;
    const property = `FilterCriteria.Filters[${number}].Pattern`;
    if (pattern === undefined) throw problemAt(resource, property, 'must be a pattern as JSON text');
    try {
      compilePattern(parseJson(pattern));
    } catch (error) {
      throw problemAt(resource, property, error instanceof Error ? error.message : String(error));
    }
    return pattern;
  });
}

function readsItemFailures(resource: Resource): boolean {
  const types = own(resource.properties, 'FunctionResponseTypes') ?? [];
  if (!Array.isArray(types) || types.some((type) => type !== 'ReportBatchItemFailures')) {
    throw problemAt(resource, 'FunctionResponseTypes', 'can hold ReportBatchItemFailures only');
  }
  return types.length > 0;
}

function readDestination(resource: Resource): string | undefined {
  const { OnFailure } = ownObject(resource.properties, 'DestinationConfig');
  const destination = isObject(OnFailure) ? ownText(OnFailure, 'Destination') : undefined;
  if (destination === undefined || destination === '') return undefined;
  const isStandard = !destination.endsWith('.fifo');
  if (/^arn:[^:]+:(sqs|sns):/.test(destination) && isStandard) return destination;
  const reason = `${destination} is no destination that runs locally: a standard queue or topic is`;
  throw problemAt(resource, 'DestinationConfig.OnFailure.Destination', reason);
}
