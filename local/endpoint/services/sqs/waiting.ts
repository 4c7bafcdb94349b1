/** Those who wait for something to change. */
export class Waiting {
  readonly #waiting = new Set<() => void>();

  /** Lets all of them look again, in the order in which they came. */
  wake(): void {
    for (const done of [...this.#waiting]) done();
  }

  /** @returns when something may have changed, after so many milliseconds, or when the signal aborts */
  change(milliseconds: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, Math.max(0, milliseconds));
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }
}
