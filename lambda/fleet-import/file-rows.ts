/** A place between two rows of a file: bytes from its start, and the line that begins there, from 1. */
export interface Place {
  readonly offset: number;
  readonly line: number;
}

export const start: Place = { offset: 0, line: 1 };

/** A row as it stands in the file. */
export interface FileRow {
  /** The line that it begins on. */
  readonly line: number;
  /** Without its line end; nothing, where it is longer than any row may be. */
  readonly bytes: Buffer | undefined;
  /** Where the next row begins. */
  readonly next: Place;
}

/** The most bytes of a row, as of a request's body: no unicorn comes near. What is longer is skipped, not held. */
export const longestRow = 65_536;

const newline = 0x0a;
const carriageReturn = 0x0d;
const comma = 0x2c;
const quote = 0x22;

/**
 * Where in a CSV field a byte stands (RFC 4180): a quote opens a field only at its start, and one inside may be the end
 * or the first of two. Within quotes a line end is data.
 */
type FieldPart = 'start' | 'bare' | 'quoted' | 'quote in quotes';

function after(part: FieldPart, byte: number): FieldPart {
  if (part === 'quoted') return byte === quote ? 'quote in quotes' : 'quoted';
  if (byte === quote && part !== 'bare') return 'quoted';
  return byte === comma ? 'start' : 'bare';
}

/**
 * Divides a file into rows: at every line end, or, in CSV, at those outside quotes. LF and CRLF end a line; the last one
 * need not have an end. Empty rows are counted as lines and left out.
 *
 * @param chunks the file's bytes from the place on
 */
export async function* fileRows(
  chunks: AsyncIterable<Buffer>,
  format: 'csv' | 'ndjson',
  from: Place,
): AsyncGenerator<FileRow> {
  let held = new HeldRow();
  let rowStart = from.line;
  let line = from.line;
  let offset = from.offset;
  let part: FieldPart = 'start';

  for await (const chunk of chunks) {
    let begin = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (byte !== newline) {
        if (format === 'csv') part = after(part, byte);
        continue;
      }
      line += 1;
      if (part === 'quoted') continue;
      held.add(chunk.subarray(begin, at));
      begin = at + 1;
      const bytes = held.take();
      if (bytes?.length !== 0) yield { line: rowStart, bytes, next: { offset: offset + begin, line } };
      held = new HeldRow();
      rowStart = line;
      part = 'start';
    }
    held.add(chunk.subarray(begin));
    offset += chunk.length;
  }
  const bytes = held.take();
  if (bytes?.length !== 0) yield { line: rowStart, bytes, next: { offset, line } };
}

/** The row that is being read: its bytes so far, unless they are too many. */
class HeldRow {
  readonly #parts: Buffer[] = [];
  #length = 0;

  add(bytes: Buffer): void {
    this.#length += bytes.length;
    // One more for the CR of its line end.
    if (this.#length > longestRow + 1) this.#parts.length = 0;
    else if (bytes.length > 0) this.#parts.push(bytes);
  }

  take(): Buffer | undefined {
    if (this.#length > longestRow + 1) return undefined;
    const [only, ...others] = this.#parts;
    const bytes = only !== undefined && others.length === 0 ? only : Buffer.concat(this.#parts);
    const row = bytes.at(-1) === carriageReturn ? bytes.subarray(0, -1) : bytes;
    return row.length > longestRow ? undefined : row;
  }
}
