import type { OnEvent } from '../../../event-report.ts';
import type { KeptJob } from '../../../jobs.ts';
import type { Mailbox } from '../../../mailbox.ts';
import type { Storage } from '../../../storage.ts';
import { type Delivery, NotDeliverable, type Receiver, type Targets } from '../../../targets.ts';
import type { Environment } from '../../../template/resources.ts';
import type { Access } from '../../access.ts';
import { QueryForm } from '../../query-form.ts';
import { awsQuery, queryAnswer } from '../../query-protocol.ts';
import { type Call, type Service, ServiceError, type ServiceRequest } from '../../service.ts';
import type { PendingDelivery } from './attempts.ts';
import { Deduplication, type KeptReceipt } from './deduplication.ts';
import { Deliveries, defaultRetryPauses } from './deliveries.ts';
import { internalError, throttlingErrors, unknownOperation } from './errors.ts';
import { checkDraft } from './message.ts';
import { notRun, operations, type Sns as SnsParts } from './operations.ts';
import { Publisher } from './publisher.ts';
import { Subscribers } from './subscribers.ts';
import { type KeptSubscription, Subscriptions } from './subscriptions.ts';
import type { Topic } from './topic.ts';

export interface SnsOptions {
  readonly environment: Environment;
  /** The topics of the template, as `readTopics` gives them. */
  readonly topics: readonly Topic[];
  readonly storage: Storage;
  readonly access: Access;
  readonly targets: Targets;
  /** Gets what e-mail subscribers would. */
  readonly mailbox: Mailbox;
  /** Told of each delivery. */
  readonly onEvent: OnEvent;
  /** Told of faults of this program. */
  readonly onFault: (error: unknown) => void;
  /** Milliseconds until each further attempt to deliver; as many attempts as there are, and the first. */
  readonly retryPauses?: readonly number[];
}

/** SNS as a service of the local endpoint, and as a target of what other services bring. */
export interface Sns extends Service, Receiver {
  /** Follows a changed template. */
  readonly replace: (topics: readonly Topic[]) => void;
  /** Delivers what an earlier run left. Called once all targets are there. */
  readonly start: () => void;
  /** Waits for the deliveries on their way. What is left is delivered by the next run. */
  readonly close: () => Promise<void>;
}

const query = {
  namespace: 'http://sns.amazonaws.com/doc/2010-03-31/',
  accessDenied: {
    code: 'AuthorizationError',
    // SNS writes its actions so, and its ARNs as everyone does.
    reword: (message: string) => message.replaceAll(/\bsns:(?=[A-Z])/g, 'SNS:'),
  },
};

/** Opens SNS with the template's topics, and the subscriptions and undelivered messages that are kept. */
export async function openSns(options: SnsOptions): Promise<Sns> {
  const { environment, topics, storage, access, targets, mailbox, onEvent, onFault, retryPauses } = options;
  const subscriptions = await Subscriptions.open(storage.part<KeptSubscription>('sns-subscriptions'), topics);
  const deliveries = await Deliveries.open({
    part: storage.part<KeptJob<PendingDelivery>>('sns-deliveries'),
    find: (arn) => subscriptions.find(arn),
    contextOf: (topicArn) => {
      const signatureVersion = subscriptions.topic(topicArn)?.signatureVersion;
      return { environment, ...(signatureVersion !== undefined && { signatureVersion }) };
    },
    subscribers: new Subscribers({ targets, mailbox }),
    onEvent,
    onFault,
    retryPauses: retryPauses ?? defaultRetryPauses,
  });
  const deduplication = await Deduplication.open(storage.part<KeptReceipt>('sns-deduplication'));
  const publisher = new Publisher(subscriptions, deliveries, deduplication);
  const parts = { environment, subscriptions, publisher };
  return {
    name: 'sns',
    service: 'sns',
    protocol: awsQuery(query),
    throttlingErrors,
    internalError,
    open: (request) => openCall(parts, request),
    receive: (delivery) => receive(parts, access, delivery),
    replace: (changed) => subscriptions.replace(changed),
    start: () => deliveries.start(),
    close: () => deliveries.close(),
  };
}

function openCall(sns: SnsParts, request: ServiceRequest): Call {
  const form = QueryForm.of(request);
  const operation = form.text('Action') ?? '';
  const open = operations.get(operation);
  if (!open) {
    const why = Object.hasOwn(notRun, operation) ? `: ${notRun[operation]}` : '';
    throw unknownOperation(`The operation ${operation || '(none)'} of SNS is not run locally${why}`);
  }
  const { authorizations, run } = open(sns, form, request.caller);
  return {
    operation,
    authorizations,
    run: async () => queryAnswer(query, operation, request.requestId, await run()),
  };
}

/** Publishes what another service brings to a topic. */
async function receive({ subscriptions, publisher }: SnsParts, access: Access, delivery: Delivery): Promise<void> {
  const { target, payload, by, attributes = {}, groupId, deduplicationId } = delivery;
  access.check(by, { action: 'sns:Publish', resource: target });
  const topic = subscriptions.topic(target);
  if (!topic) throw new NotDeliverable(`There is no topic ${target}`);
  try {
    await publisher.publish(topic, checkDraft(topic, { message: payload, attributes, groupId, deduplicationId }));
  } catch (error) {
    throw error instanceof ServiceError ? new NotDeliverable(error.message) : error;
  }
}
