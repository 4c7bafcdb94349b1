import type { Environment, JsonObject } from '../../../template/resources.ts';
import type { Authorization, ServiceRequest } from '../../service.ts';
import { noSuchQueue, sqsError } from './errors.ts';
import type { Input } from './input.ts';
import type { MoveTasks } from './move-tasks.ts';
import type { Queue } from './queue.ts';
import type { QueueDefinition } from './queue-definition.ts';
import type { Queues } from './queues.ts';

/** What operations work on. */
export interface Sqs {
  readonly queues: Queues;
  readonly tasks: MoveTasks;
  readonly environment: Environment;
  readonly clock: () => number;
}

/** An operation whose input was read: what it needs, and what it does. */
export interface OpenedOperation {
  readonly authorizations: readonly Authorization[];
  /** @returns the output; nothing where the operation has none */
  readonly run: () => Promise<JsonObject | undefined>;
}

export type Operation = (input: Input, sqs: Sqs, request: ServiceRequest) => OpenedOperation;

/** The need of one action on one queue. */
export const need = (action: string, resource: string): Authorization => ({ action: `sqs:${action}`, resource });

/** The queue that a request names by its URL, whatever host is in it; the queue itself is only known to who may use it. */
export function named(input: Input, { queues, environment }: Sqs): { arn: string; find: () => Queue } {
  const url = input.requiredText('QueueUrl');
  const [, accountId, name] = /(?:^|\/)(?:(\d{12})\/)?([A-Za-z0-9_-]+(?:\.fifo)?)\/?$/.exec(url) ?? [];
  if (name === undefined) throw sqsError('InvalidAddress', `The address ${url} is not valid for this endpoint.`);
  const { arn } = addressOf(name, accountId, environment);
  return { arn, find: () => existing(queues.byArn(arn)) };
}

/** The queue, where there is one. @throws ServiceError */
export function existing(queue: Queue | undefined): Queue {
  if (!queue) throw noSuchQueue();
  return queue;
}

export const addressOf = (name: string, accountId: string | undefined, environment: Environment): { arn: string } => ({
  arn: `arn:${environment.partition}:sqs:${environment.region}:${accountId ?? environment.accountId}:${name}`,
});

/** The URL by which the client reaches the queue where it reached this. */
export const urlOf = ({ accountId, name }: QueueDefinition, { headers }: ServiceRequest): string =>
  `http://${headers.host}/${accountId}/${name}`;

/** A page of names in order, behind the one that the token stands for. */
export function page(
  input: Input,
  queues: readonly QueueDefinition[],
): { queues: readonly QueueDefinition[]; nextToken?: string } {
  const max = input.integer('MaxResults', [1, 1000], 'Must be between 1 and 1000, if provided.');
  const token = input.text('NextToken');
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  const sorted = queues.filter(({ name }) => name > after).sort((one, other) => (one.name < other.name ? -1 : 1));
  const shown = sorted.slice(0, max ?? 1000);
  const last = shown.at(-1);
  // Only who asks for pages gets a token.
  if (max === undefined || last === undefined || shown.length === sorted.length) return { queues: shown };
  return { queues: shown, nextToken: Buffer.from(last.name).toString('base64url') };
}
