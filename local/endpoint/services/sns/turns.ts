/**
 * Who is next, line by line: what joined a line first has its turn first, and the next one once that left. A line is
 * there as long as someone is in it.
 */
export class Turns {
  readonly #lines = new Map<string, Map<string, PromiseWithResolvers<void>>>();

  /** Joins a line at its end; what is in it already keeps its place. */
  join(line: string, id: string): void {
    const places = this.#lines.get(line) ?? new Map<string, PromiseWithResolvers<void>>();
    if (places.has(id)) return;
    const place = Promise.withResolvers<void>();
    if (places.size === 0) place.resolve();
    places.set(id, place);
    this.#lines.set(line, places);
  }

  /** Joins a line, and waits for the turn. */
  async wait(line: string, id: string): Promise<void> {
    this.join(line, id);
    await this.#lines.get(line)?.get(id)?.promise;
  }

  /** Lets the next one go. */
  leave(line: string, id: string): void {
    const places = this.#lines.get(line);
    places?.delete(id);
    const [next] = places?.values() ?? [];
    if (next) next.resolve();
    else this.#lines.delete(line);
  }
}
