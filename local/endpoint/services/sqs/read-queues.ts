import { isObject, own, ownText, parseJson, scalarText } from '../../../template/json.ts';
import { located, Problem, Problems } from '../../../template/problem.ts';
import type { Environment, Json, JsonObject, Resource } from '../../../template/resources.ts';
import type { QueueDefinition, RedriveAllowPolicy, RedrivePolicy } from './queue-definition.ts';

/**
 * The queues among the resources of a run, checked as SQS checks a CreateQueue.
 * @throws AssemblyError naming all that is wrong with them, each with its construct path
 */
export function readQueues(resources: readonly Resource[], environment: Environment): QueueDefinition[] {
  const problems = new Problems();
  const queues = resources.flatMap((resource) => {
    if (resource.type !== 'AWS::SQS::Queue') return [];
    return problems.attempt(() => located(resource.path, () => readQueue(resource, environment))) ?? [];
  });
  for (const queue of queues) problems.attempt(() => located(queue.path, () => checkDeadLetters(queue, queues)));
  problems.throwIfAny();
  return queues;
}

function readQueue({ path, properties, attributes }: Resource, { accountId }: Environment): QueueDefinition {
  const name = attributes.QueueName ?? '';
  const fifo = flag(properties, 'FifoQueue');
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(fifo ? name.replace(/\.fifo$/, '') : name) || name.length > 80) {
    throw new Problem(`QueueName "${name}" is not 1 to 80 of letters, digits, hyphens and underscores`);
  }
  if (fifo !== name.endsWith('.fifo')) throw new Problem('FifoQueue is true if and only if QueueName ends in .fifo');
  if (!fifo) {
    const ofFifo = ['ContentBasedDeduplication', 'DeduplicationScope', 'FifoThroughputLimit'];
    const wrong = ofFifo.find((property) => properties[property] !== undefined && properties[property] !== false);
    if (wrong !== undefined) throw new Problem(`${wrong} is for FIFO queues only`);
  }
  const redrive = readRedrive(properties);
  const redriveAllow = readRedriveAllow(properties);
  return {
    name,
    arn: attributes.Arn ?? '',
    path,
    accountId,
    fifo,
    contentBasedDeduplication: flag(properties, 'ContentBasedDeduplication'),
    deduplicationScope: oneOf(properties, 'DeduplicationScope', ['queue', 'messageGroup']),
    throughputLimit: oneOf(properties, 'FifoThroughputLimit', ['perQueue', 'perMessageGroupId']),
    delay: 1000 * integer(properties, 'DelaySeconds', [0, 900], 0),
    maximumMessageSize: integer(properties, 'MaximumMessageSize', [1024, 1_048_576], 1_048_576),
    retention: 1000 * integer(properties, 'MessageRetentionPeriod', [60, 1_209_600], 345_600),
    receiveWait: 1000 * integer(properties, 'ReceiveMessageWaitTimeSeconds', [0, 20], 0),
    visibilityTimeout: 1000 * integer(properties, 'VisibilityTimeout', [0, 43_200], 30),
    ...(redrive && { redrive }),
    ...(redriveAllow && { redriveAllow }),
    tags: readTags(properties.Tags),
  };
}

function readRedrive(properties: JsonObject): RedrivePolicy | undefined {
  const policy = policyOf(properties, 'RedrivePolicy');
  if (!policy) return undefined;
  const deadLetterTargetArn = ownText(policy, 'deadLetterTargetArn');
  if (deadLetterTargetArn === undefined) throw new Problem('RedrivePolicy has no deadLetterTargetArn');
  if (policy.maxReceiveCount === undefined) throw new Problem('RedrivePolicy has no maxReceiveCount');
  return { deadLetterTargetArn, maxReceiveCount: integer(policy, 'maxReceiveCount', [1, 1000], 0) };
}

function readRedriveAllow(properties: JsonObject): RedriveAllowPolicy | undefined {
  const policy = policyOf(properties, 'RedriveAllowPolicy');
  if (!policy) return undefined;
  const arns = own(policy, 'sourceQueueArns');
  return {
    permission: oneOf(policy, 'redrivePermission', ['allowAll', 'denyAll', 'byQueue']),
    sourceQueueArns: Array.isArray(arns) ? arns.map(String) : [],
  };
}

/** The dead-letter queue is another queue of the run, of the same kind, and lets this one use it. */
function checkDeadLetters({ arn, fifo, redrive }: QueueDefinition, queues: readonly QueueDefinition[]): void {
  if (!redrive) return;
  const target = queues.find((queue) => queue.arn === redrive.deadLetterTargetArn);
  if (!target) throw new Problem(`RedrivePolicy names no queue of this run (${redrive.deadLetterTargetArn})`);
  if (target.fifo !== fifo)
    throw new Problem('the dead-letter queue of a FIFO queue is a FIFO queue, of another it is not');
  const { permission, sourceQueueArns } = target.redriveAllow ?? { permission: 'allowAll', sourceQueueArns: [] };
  if (permission === 'denyAll' || (permission === 'byQueue' && !sourceQueueArns.includes(arn))) {
    throw new Problem(`the RedriveAllowPolicy of ${target.path} does not let this queue have it as dead-letter queue`);
  }
}

/** CloudFormation takes these policies as objects, and as their JSON. */
function policyOf(properties: JsonObject, property: string): JsonObject | undefined {
  const value = own(properties, property);
  if (value === undefined) return undefined;
  const policy = typeof value === 'string' ? parsed(value, property) : value;
  if (!isObject(policy)) throw new Problem(`${property} is no object`);
  return policy;
}

function parsed(text: string, property: string): Json {
  try {
    return parseJson(text);
  } catch {
    throw new Problem(`${property} is no JSON`);
  }
}

function integer(properties: JsonObject, property: string, [least, most]: [number, number], otherwise: number): number {
  const value = properties[property];
  if (value === undefined) return otherwise;
  const number = Number(scalarText(value) || Number.NaN);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw new Problem(`${property} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}`);
}

function flag(properties: JsonObject, property: string): boolean {
  return scalarText(properties[property]) === 'true';
}

/** The first choice is what SQS takes where the template says nothing. */
function oneOf<Choice extends string>(
  properties: JsonObject,
  property: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const value = own(properties, property);
  const choice = value === undefined ? choices[0] : choices.find((each) => each === value);
  if (choice === undefined) throw new Problem(`${property} must be one of ${choices.join(', ')}`);
  return choice;
}

function readTags(tags: Json | undefined): Record<string, string> {
  const list = Array.isArray(tags) ? tags.filter(isObject) : [];
  return Object.fromEntries(list.map((tag) => [String(tag.Key), String(tag.Value)]));
}
