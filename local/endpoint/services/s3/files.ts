import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** A file that holds content, or a part of it, and its size in bytes. */
export interface ContentFile {
  readonly file: string;
  readonly size: number;
}

/** From the first to the last byte, both included. */
export interface ByteRange {
  readonly first: number;
  readonly last: number;
}

const warn = (error: unknown) => process.emitWarning(error instanceof Error ? error : String(error));

const temporaryPrefix = 'local-s3-';

/** A new temporary folder, named after the process; those of processes that were killed are removed. */
async function temporaryFolder(): Promise<string> {
  for (const name of await readdir(tmpdir())) {
    const [, pid] = name.startsWith(temporaryPrefix) ? (/^(\d+)-/.exec(name.slice(temporaryPrefix.length)) ?? []) : [];
    if (pid !== undefined && !isRunning(Number(pid))) {
      await rm(join(tmpdir(), name), { recursive: true, force: true });
    }
  }
  return await mkdtemp(join(tmpdir(), `${temporaryPrefix}${process.pid}-`));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Of another user: it runs, but is not ours to signal.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

/** The contents of objects: files that are written once and then only read, until nothing refers to them any more. */
export class Files {
  readonly #folder: string;
  readonly #isTemporary: boolean;
  readonly #readers = new Map<string, number>();
  readonly #doomed = new Set<string>();

  private constructor(folder: string, isTemporary: boolean) {
    this.#folder = folder;
    this.#isTemporary = isTemporary;
  }

  /** @param folder made when it is not there; without one, a temporary folder that is removed at the end */
  static async open(folder?: string): Promise<Files> {
    if (folder === undefined) return new Files(await temporaryFolder(), true);
    await mkdir(folder, { recursive: true });
    return new Files(folder, false);
  }

  /**
   * Writes a file. Where the content ends with an error, nothing is left of it.
   * @returns its name, for the record that refers to it
   */
  async write(content: AsyncIterable<Buffer>): Promise<string> {
    const file = randomUUID();
    // Opened first: a stream that opens it by itself could do so after the content failed and the file was removed.
    const handle = await open(join(this.#folder, file), 'wx');
    try {
      await pipeline(content, handle.createWriteStream());
      return file;
    } catch (error) {
      await this.#unlink(file);
      throw error;
    }
  }

  /** The content of files, one after the other, or a range of it. They stay until it is read or destroyed. */
  read(files: readonly ContentFile[], range?: ByteRange): Readable {
    for (const { file } of files) this.#readers.set(file, (this.#readers.get(file) ?? 0) + 1);
    const stream = Readable.from(this.#bytes(files, range), { objectMode: false });
    stream.once('close', () => {
      for (const { file } of files) this.#release(file);
    });
    return stream;
  }

  /** Removes files that nothing refers to any more, each once nobody reads it. One that stays goes at the next start. */
  async remove(files: readonly ContentFile[]): Promise<void> {
    for (const { file } of files) {
      if (this.#readers.has(file)) this.#doomed.add(file);
      else await this.#unlink(file).catch(warn);
    }
  }

  /** Removes all files but these: what a killed run has left. */
  async keepOnly(files: ReadonlySet<string>): Promise<void> {
    for (const file of await readdir(this.#folder)) if (!files.has(file)) await this.#unlink(file);
  }

  async close(): Promise<void> {
    if (this.#isTemporary) await rm(this.#folder, { recursive: true, force: true });
  }

  async *#bytes(files: readonly ContentFile[], range?: ByteRange): AsyncGenerator<Buffer> {
    let start = 0;
    for (const { file, size } of files) {
      const first = Math.max(range?.first ?? 0, start) - start;
      const last = Math.min(range?.last ?? Number.POSITIVE_INFINITY, start + size - 1) - start;
      if (first <= last) {
        yield* createReadStream(join(this.#folder, file), { start: first, end: last, highWaterMark: 256 * 1024 });
      }
      start += size;
    }
  }

  #release(file: string): void {
    const left = (this.#readers.get(file) ?? 1) - 1;
    if (left > 0) {
      this.#readers.set(file, left);
      return;
    }
    this.#readers.delete(file);
    if (this.#doomed.delete(file)) this.#unlink(file).catch(warn);
  }

  async #unlink(file: string): Promise<void> {
    await rm(join(this.#folder, file), { force: true });
  }
}
