/**
 * Lets as many events of a function be under way at once as it has reserved; the others wait, first come, first served.
 * Without it each of them would be throttled again and again.
 */
export class Turns {
  readonly #underWay = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  /** Does the work when its turn comes. @param most how many may be under way */
  async take<Result>(functionName: string, most: number, work: () => Promise<Result>): Promise<Result> {
    const underWay = this.#underWay.get(functionName) ?? 0;
    const waiting = this.#waiting.get(functionName) ?? [];
    this.#waiting.set(functionName, waiting);
    if (underWay < most) this.#underWay.set(functionName, underWay + 1);
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      // The turn goes to the next, or is free.
      const next = waiting.shift();
      if (next) next();
      else this.#underWay.set(functionName, (this.#underWay.get(functionName) ?? 1) - 1);
    }
  }
}
