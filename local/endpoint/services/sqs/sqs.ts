import type { OnEvent } from '../../../event-report.ts';
import type { Storage } from '../../../storage.ts';
import type { Receiver } from '../../../targets.ts';
import type { Environment } from '../../../template/resources.ts';
import type { Access } from '../../access.ts';
import { type Call, type Service, ServiceError, type ServiceRequest } from '../../service.ts';
import type { QueueConsumers } from './consumer.ts';
import { queueConsumers } from './consumers.ts';
import { receiveDelivery } from './deliveries.ts';
import { internalError, sqsError, throttlingErrors } from './errors.ts';
import { Input } from './input.ts';
import { MoveTasks } from './move-tasks.ts';
import type { Sqs } from './operation.ts';
import { operations, templateOperations } from './operations/operations.ts';
import { sqsJson } from './protocol.ts';
import type { QueueDefinition } from './queue-definition.ts';
import { Queues } from './queues.ts';

export interface SqsOptions {
  readonly environment: Environment;
  /** The queues of the template, as `readQueues` gives them. */
  readonly queues: readonly QueueDefinition[];
  readonly storage: Storage;
  readonly access: Access;
  /** Told of each message that goes to a dead-letter queue. */
  readonly onEvent: OnEvent;
  /** The time, in milliseconds since 1970. @default the machine's */
  readonly clock?: () => number;
}

/** SQS as a service of the local endpoint, as a target of other services, and as a source of events. */
export interface SqsService extends Service, Receiver, QueueConsumers {
  readonly name: 'sqs';
  readonly service: 'sqs';
  /** Takes the queues of a changed template. Those that were there keep their messages. */
  readonly replace: (queues: readonly QueueDefinition[]) => void;
  /** Lets nobody wait for messages any more, and waits for what is being written. */
  readonly close: () => Promise<void>;
}

/** Opens SQS with the template's queues and what an earlier run left in them. */
export async function openSqs({
  environment,
  queues: definitions,
  storage,
  access,
  onEvent,
  clock = Date.now,
}: SqsOptions): Promise<SqsService> {
  const { queues, kept } = await Queues.open({ storage, queues: definitions, clock, onEvent });
  const tasks = new MoveTasks(queues, clock, kept);
  const sqs = { queues, tasks, environment, clock };
  return {
    name: 'sqs',
    service: 'sqs',
    protocol: sqsJson,
    throttlingErrors,
    internalError,
    open: (request) => openCall(request, sqs),
    receive: (delivery) => receiveDelivery(delivery, queues, access),
    ...queueConsumers(queues, access),
    replace: (changed) => queues.follow(changed),
    close: async () => {
      await tasks.close();
      await queues.close();
    },
  };
}

function openCall(request: ServiceRequest, sqs: Sqs): Call {
  const [api, name = ''] = (request.headers['x-amz-target'] ?? '').split('.');
  const operation = api === 'AmazonSQS' ? operations.get(name) : undefined;
  if (!operation) throw unknownOperation(name);
  const { authorizations, run } = operation(Input.parse(request.body), sqs, request);
  return {
    operation: name,
    authorizations,
    run: async () => {
      const output = await run();
      return { status: 200, body: output === undefined ? '' : JSON.stringify(output) };
    },
  };
}

function unknownOperation(name: string): ServiceError {
  if (templateOperations.has(name)) {
    const message = `${name} does not run locally: what queues there are, and how they are set, is the template's to say.`;
    return sqsError('UnsupportedOperation', message);
  }
  const message = `The operation ${name || '(none)'} of SQS is not supported locally; it speaks the JSON protocol only`;
  return new ServiceError(400, 'com.amazon.coral.service#UnknownOperationException', message);
}
