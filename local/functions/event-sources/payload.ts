/** The most bytes of an invocation's event: 6 MB. */
export const mostBytes = 6 * 1024 * 1024;

/** What the event has around its records, and the comma after each, in bytes. */
const around = 16;

/**
 * How many of the records make one batch: at most `mostRecords`, and no more than one invocation takes. One at least.
 *
 * @param sizes how many bytes each record takes as JSON
 */
export function batchLength(sizes: readonly number[], mostRecords: number): number {
  let bytes = around;
  let length = 0;
  for (const size of sizes.slice(0, mostRecords)) {
    bytes += size + 1;
    if (bytes > mostBytes) break;
    length++;
  }
  return Math.max(1, Math.min(length, sizes.length));
}

/** How many bytes a value takes as JSON. */
export const jsonBytes = (value: object): number => Buffer.byteLength(JSON.stringify(value));

/** `1 record`, `12 records`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
