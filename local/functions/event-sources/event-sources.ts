import { isDeepStrictEqual } from 'node:util';
import type { Access } from '../../endpoint/access.ts';
import type { OnEvent } from '../../event-report.ts';
import type { Storage } from '../../storage.ts';
import type { Targets } from '../../targets.ts';
import type { Invoke } from '../invoke.ts';
import type { EventSourceMapping } from './mapping.ts';
import { type KeptPlace, Places } from './places.ts';
import { QueueConsumer } from './queue-consumer.ts';
import { streamConsumer } from './stream-consumer.ts';
import type { Consumer, Surroundings } from './surroundings.ts';

/** How long the end of a run waits for invocations under way, in milliseconds; what they do is repeated in the next. */
const longestEnd = 1_000;

export interface EventSourcesOptions {
  /** As `readEventSourceMappings` gives them. */
  readonly mappings: readonly EventSourceMapping[];
  readonly storage: Storage;
  readonly access: Access;
  readonly streams: Surroundings['streams'];
  readonly queues: Surroundings['queues'];
  readonly targets: Targets;
  readonly invoke: Invoke;
  readonly onEvent: OnEvent;
  /** Told of faults of ours; the work goes on after a second. */
  readonly onFault: (error: unknown) => void;
  /** The time, in milliseconds since 1970. @default the machine's */
  readonly clock?: () => number;
}

interface Running {
  readonly mapping: EventSourceMapping;
  readonly consumer: Consumer;
  isOpen: boolean;
}

/** Lambda's event source mappings: what brings the records of streams and the messages of queues to functions. */
export class EventSources {
  readonly #around: Surroundings;
  readonly #abandon = new AbortController();
  readonly #running = new Map<string, Running>();
  /** By mapping what must have ended before one with its id begins. */
  readonly #ending = new Map<string, Promise<void>>();
  #isStarted = false;

  private constructor({ storage, clock = Date.now, ...options }: EventSourcesOptions) {
    const places = new Places(storage.part<KeptPlace>('event-sources'));
    this.#around = { ...options, places, clock, abandon: this.#abandon.signal };
  }

  /** Opens the mappings at their places; nothing is read before `start`. */
  static async open(options: EventSourcesOptions): Promise<EventSources> {
    const sources = new EventSources(options);
    await sources.replace(options.mappings);
    return sources;
  }

  /** Begins. Called once all that functions and destinations need is there. */
  start(): void {
    this.#isStarted = true;
    for (const { consumer, isOpen } of this.#running.values()) if (isOpen) consumer.start();
  }

  /**
   * Follows a changed template: mappings that are as they were go on, others end after what is under way; a mapping that
   * changed goes on at its place, and one that is gone loses it. All look at the policies anew.
   */
  async replace(mappings: readonly EventSourceMapping[]): Promise<void> {
    const { places } = this.#around;
    const known = new Set(mappings.map(({ id }) => id));
    for (const [id, { mapping, consumer }] of this.#running) {
      const same = mappings.some((other) => isDeepStrictEqual(other, mapping));
      if (same) consumer.wake();
      else this.#end(id, consumer);
    }
    for (const id of await places.ids()) {
      if (!known.has(id)) this.#after(id, () => places.forget(id));
    }
    const begun = mappings.map(async (mapping) => {
      if (!mapping.isEnabled || this.#running.has(mapping.id)) return;
      const consumer = this.#consumerOf(mapping);
      const running = { mapping, consumer, isOpen: false };
      this.#running.set(mapping.id, running);
      const isAfterOther = this.#ending.has(mapping.id);
      const begin = async () => {
        // It may have changed again meanwhile.
        if (this.#running.get(mapping.id) !== running) return;
        await consumer.open();
        running.isOpen = true;
        if (this.#isStarted && this.#running.get(mapping.id) === running) consumer.start();
      };
      // What is under way may take minutes: the template's other changes do not wait for it.
      if (isAfterOther) this.#after(mapping.id, begin);
      else await begin();
    });
    await Promise.all(begun);
  }

  /** Ends all; what is under way has a second to end, and is repeated in the next run if it does not. */
  async close(): Promise<void> {
    const timer = setTimeout(() => this.#abandon.abort(), longestEnd);
    for (const [id, { consumer }] of this.#running) this.#end(id, consumer);
    await Promise.all(this.#ending.values());
    clearTimeout(timer);
  }

  #end(id: string, consumer: Consumer): void {
    this.#running.delete(id);
    const stopped = consumer.stop();
    this.#after(id, () => stopped);
  }

  /** Does something once all that was to be done before for a mapping has ended. */
  #after(id: string, work: () => Promise<void>): void {
    const before = this.#ending.get(id) ?? Promise.resolve();
    const ended: Promise<void> = before
      .then(work)
      .catch(this.#around.onFault)
      .then(() => {
        if (this.#ending.get(id) === ended) this.#ending.delete(id);
      });
    this.#ending.set(id, ended);
  }

  #consumerOf(mapping: EventSourceMapping): Consumer {
    return mapping.kind === 'stream' ? streamConsumer(mapping, this.#around) : new QueueConsumer(mapping, this.#around);
  }
}
