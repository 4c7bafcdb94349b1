import { AccessDenied } from '../../endpoint/access.ts';
import type { OnEvent } from '../../event-report.ts';
import { NotDeliverable, type Targets } from '../../targets.ts';
import { nameOf } from '../asynchronous/destinations.ts';
import { failureDocument, type GivenUp } from './failure-document.ts';
import { type Loop, pause } from './loop.ts';
import { actorOf, type StreamMapping } from './mapping.ts';
import { counted } from './payload.ts';

/** How often a destination is tried that may take its document later, and for how long it rests after the first time. */
const attempts = { most: 8, pause: 50 };

/** Where a mapping tells what it gave up. */
export class FailureDestination {
  readonly #mapping: StreamMapping;
  readonly #targets: Targets;
  readonly #onEvent: OnEvent;
  readonly #clock: () => number;
  readonly #loop: Loop;

  constructor(mapping: StreamMapping, targets: Targets, onEvent: OnEvent, clock: () => number, loop: Loop) {
    this.#mapping = mapping;
    this.#targets = targets;
    this.#onEvent = onEvent;
    this.#clock = clock;
    this.#loop = loop;
  }

  /**
   * Tells of records that are given up; a destination that does not take it is reported, and the records are lost, as on
   * AWS.
   * @returns false when it was stopped before
   */
  async tell(given: GivenUp): Promise<boolean> {
    const { sourceLabel, functionLabel, onFailure } = this.#mapping;
    const what = counted(given.records.length, 'record');
    const goes = onFailure === undefined ? 'no destination takes them' : `goes to ${nameOf(onFailure)}`;
    this.#onEvent({
      source: `${sourceLabel} stream`,
      target: functionLabel,
      what,
      outcome: 'gave up',
      detail: `${given.condition}, ${goes}`,
    });
    return onFailure === undefined || (await this.#deliver(onFailure, given));
  }

  async #deliver(target: string, given: GivenUp): Promise<boolean> {
    const { sourceLabel } = this.#mapping;
    const report = { source: `${sourceLabel} stream`, target: nameOf(target), what: 'failed batch' };
    const payload = failureDocument(this.#mapping, given, this.#clock());
    for (let attempt = 1; !this.#loop.isStopped; attempt++) {
      try {
        await this.#targets.deliver({ target, payload, by: actorOf(this.#mapping) });
        this.#onEvent({ ...report, outcome: 'delivered' });
        return true;
      } catch (error) {
        const detail = error instanceof Error ? error.message : String(error);
        const isFinal = error instanceof NotDeliverable || attempt === attempts.most;
        if (error instanceof AccessDenied) this.#onEvent({ ...report, outcome: 'denied', detail });
        else this.#onEvent({ ...report, outcome: isFinal ? 'gave up' : 'failed', detail });
        if (isFinal || error instanceof AccessDenied) return true;
        await pause(attempts.pause * 2 ** (attempt - 1), this.#loop.signal);
      }
    }
    return false;
  }
}
