/** The processes of one function, as the machine-wide bound sees them. */
export interface SlotHolder {
  /** When the request that waits longest came (milliseconds of a steady clock); undefined when none waits. */
  readonly waitingSince: number | undefined;
  /** Since when its longest idle process has had nothing to do; undefined when none is idle. */
  readonly idleSince: number | undefined;
  /** How many processes it has. */
  readonly size: number;
  /** Ends its longest idle process. */
  retireIdle(): void;
  /** Starts a process, now that there is a slot. */
  start(): void;
}

/**
 * Bounds how many processes there are, all functions together. A function that has none comes before another's idle
 * process and before another's growth; between those that have none, the one whose request waits longest comes first.
 */
export class ProcessSlots {
  readonly #limit: number;
  readonly #holders: readonly SlotHolder[];
  #used = 0;
  /** Idle processes that were ended to make room, and are not gone yet. */
  #freeing = 0;

  /** @param holders all functions; the array may still grow */
  constructor(limit: number, holders: readonly SlotHolder[]) {
    this.#limit = limit;
    this.#holders = holders;
  }

  /** Takes a slot. Where this is false and the holder has no process, its `start` is called when a slot is free. */
  claim(holder: SlotHolder): boolean {
    const contended = holder.size > 0 && this.#starved().length > 0;
    if (this.#used < this.#limit && !contended) {
      this.#used += 1;
      return true;
    }
    if (holder.size === 0) this.#makeRoom();
    return false;
  }

  /** Gives a slot back, once its process is gone. */
  release(): void {
    this.#used -= 1;
    this.#freeing = Math.max(0, this.#freeing - 1);
    this.#starved()[0]?.start();
  }

  /** Whether a holder whose process has just become free should give it up for a function that has none. */
  shouldYield(holder: SlotHolder): boolean {
    const [first] = this.#starved();
    if (!first || this.#used < this.#limit || this.#starved().length <= this.#freeing) return false;
    const own = holder.waitingSince;
    if (own !== undefined && holder.size === 1 && own <= (first.waitingSince ?? own)) return false;
    this.#freeing += 1;
    return true;
  }

  #makeRoom(): void {
    if (this.#starved().length <= this.#freeing) return;
    const [victim] = this.#holders
      .filter((holder) => holder.idleSince !== undefined)
      .sort((a, b) => (a.idleSince ?? 0) - (b.idleSince ?? 0));
    if (!victim) return;
    this.#freeing += 1;
    victim.retireIdle();
  }

  /** The functions that wait and have no process, the longest waiting first. */
  #starved(): SlotHolder[] {
    return this.#holders
      .filter((holder) => holder.size === 0 && holder.waitingSince !== undefined)
      .sort((a, b) => (a.waitingSince ?? 0) - (b.waitingSince ?? 0));
  }
}
