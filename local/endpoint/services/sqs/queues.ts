import type { OnEvent } from '../../../event-report.ts';
import type { Storage } from '../../../storage.ts';
import { Queue } from './queue.ts';
import type { QueueDefinition } from './queue-definition.ts';
import type { QueueSurroundings } from './queue-surroundings.ts';
import { Records, type SqsRecord } from './records.ts';
import { Sequence } from './sequence.ts';

export interface QueuesOptions {
  readonly storage: Storage;
  readonly queues: readonly QueueDefinition[];
  readonly clock: () => number;
  readonly onEvent: OnEvent;
}

/** All queues of a run. */
export class Queues {
  readonly records: Records;
  readonly #queues = new Map<string, Queue>();
  /** What is kept of queues that the template does not have (any more), by name: it is there when they come back. */
  readonly #others = new Map<string, SqsRecord[]>();
  readonly #surroundings: QueueSurroundings;
  readonly #closing = new AbortController();

  private constructor(records: Records, { clock, onEvent }: QueuesOptions) {
    this.records = records;
    this.#surroundings = {
      records,
      sequence: new Sequence(),
      clock,
      deadLetterQueue: (arn) => this.byArn(arn),
      onDeadLetter: (from, to, { received, id }) =>
        onEvent({
          source: from.definition.name,
          target: to.definition.name,
          what: `message ${id}`,
          outcome: 'gave up',
          detail: `it was received ${received} times and not deleted`,
        }),
      closing: this.#closing.signal,
    };
  }

  /** Opens the queues of the template with what an earlier run left in them. */
  static async open(options: QueuesOptions): Promise<{ queues: Queues; kept: readonly SqsRecord[] }> {
    const records = new Records(options.storage);
    const queues = new Queues(records, options);
    const kept = await records.load();
    for (const record of kept) {
      if (record.kind === 'task') continue;
      const ofQueue = queues.#others.get(record.queue);
      if (ofQueue) ofQueue.push(record);
      else queues.#others.set(record.queue, [record]);
      if (record.kind === 'message') queues.#surroundings.sequence.passed(record.message.key);
    }
    queues.follow(options.queues);
    return { queues, kept };
  }

  /** Takes the queues of a changed template. Those that were there keep their messages. */
  follow(definitions: readonly QueueDefinition[]): void {
    const names = new Set(definitions.map(({ name }) => name));
    for (const [name, queue] of this.#queues) {
      if (names.has(name)) continue;
      this.#others.set(name, queue.records);
      this.#queues.delete(name);
    }
    for (const definition of definitions) {
      const { name } = definition;
      const queue = this.#queues.get(name);
      if (queue) queue.follow(definition);
      else this.#queues.set(name, new Queue(definition, this.#others.get(name) ?? [], this.#surroundings));
      this.#others.delete(name);
    }
  }

  get all(): Queue[] {
    return [...this.#queues.values()];
  }

  byName(name: string): Queue | undefined {
    return this.#queues.get(name);
  }

  byArn(arn: string): Queue | undefined {
    const queue = this.#queues.get(arn.split(':').at(-1) ?? '');
    return queue?.definition.arn === arn ? queue : undefined;
  }

  /** The queues whose dead-letter queue this one is. */
  sourcesOf({ definition: { arn } }: Queue): Queue[] {
    return this.all.filter(({ definition }) => definition.redrive?.deadLetterTargetArn === arn);
  }

  /** Lets nobody wait any more, and waits for the writes under way. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.records.close();
  }
}
