import { beginParts, completeParts, readBytes, writeFile, writePart } from '../files/bucket.ts';
import { reportKey } from '../files/keys.ts';
import type { RowFailure } from '../schemas/imports.ts';
import type { ReportState } from '../table/imports.ts';

const contentType = 'application/x-ndjson';

/** Bytes that are held before they become a part of the file: the least that S3 takes for one, but for the last. */
const partSize = 5 * 1_048_576;

/**
 * The report of an import: all failures as NDJSON, in S3. However many there are, no more of it is held than one part.
 *
 * While it is shorter than a part, the file under its key is the report so far, written anew with what came since. After
 * that its parts lie in S3, and the file under the key holds what follows them, until all is put together. Either way
 * what was kept can be found again, and what was written after it is written over.
 */
export class Report {
  readonly #importId: string;
  #uploadId: string | undefined;
  #parts: readonly string[];
  /** What follows the parts, as far as it is in the file. */
  #written: Buffer;
  /** What was added since: as texts, because a small buffer keeps the 64 KB alive that Node cut it from. */
  #added: string[] = [];
  #addedLength = 0;

  private constructor(importId: string, { uploadId, parts }: ReportState, kept: Buffer) {
    this.#importId = importId;
    this.#uploadId = uploadId;
    this.#parts = parts;
    this.#written = kept;
  }

  /** The report as it was kept. */
  static async open(importId: string, state: ReportState): Promise<Report> {
    const kept = state.tail > 0 ? await readBytes(reportKey(importId), 0, state.tail) : Buffer.alloc(0);
    return new Report(importId, state, kept);
  }

  add(failure: RowFailure): void {
    const line = `${JSON.stringify(failure)}\n`;
    this.#added.push(line);
    this.#addedLength += Buffer.byteLength(line);
  }

  /** Whether so much is held that it is time to keep it. */
  get isFull(): boolean {
    return this.#tailLength >= partSize;
  }

  /**
   * Brings all that was added to S3.
   *
   * @param isLast whether nothing more will be added
   * @returns where it is, for `open`
   */
  async keep(isLast = false): Promise<ReportState> {
    const isPart = this.isFull || (isLast && this.#uploadId !== undefined && this.#tailLength > 0);
    if (isPart) await this.#writePart();
    else await this.#writeTail();
    return {
      ...(this.#uploadId !== undefined && { uploadId: this.#uploadId }),
      parts: [...this.#parts],
      tail: this.#tailLength,
    };
  }

  /** Makes the file under its key the whole report, once all of it is kept. Doing so again changes nothing. */
  async complete(): Promise<void> {
    if (this.#uploadId !== undefined) await completeParts(reportKey(this.#importId), this.#uploadId, this.#parts);
  }

  get #tailLength(): number {
    return this.#written.length + this.#addedLength;
  }

  async #writePart(): Promise<void> {
    const key = reportKey(this.#importId);
    this.#uploadId ??= await beginParts(key, contentType);
    const etag = await writePart(key, this.#uploadId, this.#parts.length + 1, this.#tail());
    this.#parts = [...this.#parts, etag];
    this.#keepAs(Buffer.alloc(0));
  }

  async #writeTail(): Promise<void> {
    if (this.#addedLength === 0) return;
    const tail = this.#tail();
    await writeFile(reportKey(this.#importId), tail, contentType);
    this.#keepAs(tail);
  }

  #tail(): Buffer {
    return Buffer.concat([this.#written, Buffer.from(this.#added.join(''))]);
  }

  #keepAs(written: Buffer): void {
    this.#written = written;
    this.#added = [];
    this.#addedLength = 0;
  }
}
