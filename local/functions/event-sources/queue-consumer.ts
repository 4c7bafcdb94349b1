import { AccessDenied } from '../../endpoint/access.ts';
import { NoSuchQueue, type PollOptions, type ReceivedMessage } from '../../endpoint/services/sqs/consumer.ts';
import type { EventReport } from '../../event-report.ts';
import type { JsonObject } from '../../template/resources.ts';
import { type Filter, filteredMessage, filterOf } from './filter.ts';
import { invokeWith } from './invocation.ts';
import { Loop, pause } from './loop.ts';
import { actorOf, type QueueMapping } from './mapping.ts';
import { batchLength, counted, jsonBytes } from './payload.ts';
import { deniedPause, Permissions } from './permissions.ts';
import { queueRecord } from './queue-record.ts';
import type { Consumer, Surroundings } from './surroundings.ts';

/** https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html#events-sqs-permissions */
const actions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/** The longest wait for a message, in milliseconds; it costs nothing. */
const longestWait = 20_000;

/** A message on its way to a function. */
interface Waiting {
  readonly message: ReceivedMessage;
  readonly record: JsonObject;
  readonly bytes: number;
}

/**
 * Brings the messages of a queue to a mapping's function. Those that the function took are deleted; the others come back
 * by themselves when their visibility time-out is over, and go to the queue's dead-letter queue in the end.
 */
export class QueueConsumer implements Consumer {
  readonly #mapping: QueueMapping;
  readonly #around: Surroundings;
  readonly #permissions: Permissions;
  readonly #filter: Filter;
  readonly #loop: Loop;
  readonly #underWay = new Set<Promise<void>>();
  #waiting: Waiting[] = [];
  /** When the first of those was received. */
  #since = 0;

  constructor(mapping: QueueMapping, around: Surroundings) {
    this.#mapping = mapping;
    this.#around = around;
    this.#filter = filterOf(mapping.patterns);
    const needed = { actions, resource: mapping.sourceArn };
    this.#permissions = new Permissions(around.access, actorOf(mapping), needed, (detail) => {
      this.#report({ what: 'event source', outcome: 'denied', detail });
    });
    this.#loop = new Loop(() => this.#step(), around.onFault);
  }

  /** A queue itself knows where it is. */
  async open(): Promise<void> {}

  start(): void {
    this.#loop.start();
  }

  wake(): void {
    this.#loop.wake();
  }

  async stop(): Promise<void> {
    await this.#loop.stop();
    await Promise.all(this.#underWay);
  }

  /** One receive, and a batch if there is one then. */
  async #step(): Promise<void> {
    const { signal } = this.#loop;
    if (this.#underWay.size >= this.#mapping.concurrency) await Promise.race(this.#underWay);
    if (!this.#permissions.areGiven()) return await pause(deniedPause, signal);
    if (this.#waiting.length < this.#mapping.batchSize) await this.#receive(signal);
    if (this.#waiting.length === 0 || this.#loop.isStopped) return;
    const { batchSize, window } = this.#mapping;
    const length = batchLength(
      this.#waiting.map(({ bytes }) => bytes),
      batchSize,
    );
    const isFull = length < this.#waiting.length || length === batchSize;
    if (!isFull && performance.now() < this.#since + window) return;
    const work = this.#deliver(this.#waiting.splice(0, length))
      .catch(this.#around.onFault)
      .finally(() => this.#underWay.delete(work));
    this.#underWay.add(work);
    this.#since = performance.now();
    // What is left was received with it, and may be of the same message group.
    if (this.#waiting.length > 0 && this.#mapping.sourceArn.endsWith('.fifo')) await work;
  }

  async #receive(signal: AbortSignal): Promise<void> {
    const { sourceArn, batchSize, window } = this.#mapping;
    const hasNone = this.#waiting.length === 0;
    const waitMilliseconds = hasNone ? longestWait : Math.max(0, Math.ceil(this.#since + window - performance.now()));
    const options = { max: batchSize - this.#waiting.length, waitMilliseconds, signal };
    const messages = await this.#poll(options);
    if (hasNone) this.#since = performance.now();
    const unwanted: ReceivedMessage[] = [];
    for (const message of messages) {
      const record = queueRecord(message, sourceArn);
      if (this.#filter(filteredMessage(record))) this.#waiting.push({ message, record, bytes: jsonBytes(record) });
      else unwanted.push(message);
    }
    await this.#remove(unwanted);
  }

  /** Nothing where the template or the policies have just changed: the next step sees what is so now. */
  async #poll(options: PollOptions): Promise<ReceivedMessage[]> {
    try {
      return await this.#around.queues.poll(this.#mapping.sourceArn, actorOf(this.#mapping), options);
    } catch (error) {
      if (!(error instanceof AccessDenied) && !(error instanceof NoSuchQueue)) throw error;
      await pause(deniedPause, options.signal);
      return [];
    }
  }

  async #deliver(batch: readonly Waiting[]): Promise<void> {
    const what = counted(batch.length, 'message');
    const started = performance.now();
    const records = batch.map(({ record }) => record);
    const ids = batch.map(({ message }) => message.messageId);
    const { invoke, abandon } = this.#around;
    const invocation = await invokeWith(records, ids, this.#mapping, invoke, abandon);
    if (invocation.outcome === 'left') return;
    const milliseconds = performance.now() - started;
    if (invocation.outcome !== 'answered') {
      return this.#report({ what, outcome: 'failed', detail: invocation.reason, milliseconds });
    }
    const { failed } = invocation;
    const done = batch.filter(({ message }) => failed !== 'all' && !failed.has(message.messageId));
    await this.#remove(done.map(({ message }) => message));
    if (done.length === batch.length) return this.#report({ what, outcome: 'delivered', milliseconds });
    const detail = `failed at ${counted(batch.length - done.length, 'message')}`;
    this.#report({ what, outcome: 'failed', detail, milliseconds });
  }

  async #remove(messages: readonly ReceivedMessage[]): Promise<void> {
    if (messages.length === 0) return;
    const handles = messages.map(({ receiptHandle }) => receiptHandle);
    try {
      await this.#around.queues.remove(this.#mapping.sourceArn, actorOf(this.#mapping), handles);
    } catch (error) {
      if (!(error instanceof AccessDenied)) throw error;
      // The policies changed since it was received: it comes back, and the next step says why.
      this.wake();
    }
  }

  #report(event: Pick<EventReport, 'what' | 'outcome' | 'detail' | 'milliseconds'>): void {
    const { sourceLabel, functionLabel } = this.#mapping;
    this.#around.onEvent({ source: sourceLabel, target: functionLabel, ...event });
  }
}
