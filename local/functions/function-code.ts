import { constants } from 'node:fs';
import { cp, mkdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { unzipSync } from 'fflate';
import { watchPath } from '../watch.ts';
import type { CodeSource } from './definition.ts';
import type { RunFolder } from './run-folder.ts';

/** How long a source that cannot be read is tried again: a build may be replacing it. Milliseconds. */
const patience = 1_000;

/**
 * The code of one or several functions: a copy of its source from which processes run, made when it is first needed and
 * again whenever the source changes.
 */
export class FunctionCode {
  readonly #source: CodeSource;
  readonly #runFolder: RunFolder;
  readonly #onReload: (replaced: string) => Promise<unknown>;
  readonly #onFailure: (error: unknown) => void;
  #folder: string | undefined;
  #first: Promise<string> | undefined;
  #unwatch: () => void = () => {};
  /** Changes are numbered: a copy made for an earlier one never replaces the copy made for a later one. */
  #changes = 0;
  #copied = 0;
  readonly #copies = new Set<Promise<string>>();
  #closed = false;

  /**
   * @param onReload is told the folder of the code that is out of date now, and ends when nobody runs it any more
   * @param onFailure is told why a changed source could not be read; the code stays as it was
   */
  constructor(
    source: CodeSource,
    runFolder: RunFolder,
    onReload: (replaced: string) => Promise<unknown>,
    onFailure: (error: unknown) => void,
  ) {
    this.#source = source;
    this.#runFolder = runFolder;
    this.#onReload = onReload;
    this.#onFailure = onFailure;
  }

  /** The folder of the latest code; undefined before `prepare`. */
  get folder(): string | undefined {
    return this.#folder;
  }

  /** Copies the source if that was not done yet, and gives the folder of the latest code. */
  async prepare(): Promise<string> {
    this.#first ??= this.#copyFirst();
    const first = await this.#first;
    return this.#folder ?? first;
  }

  /** Copies the source again, if it was needed before. Until the copy is whole, the code stays as it was. */
  async reload(): Promise<void> {
    if (this.#first === undefined) return;
    this.#changes += 1;
    const change = this.#changes;
    try {
      await this.prepare();
      const folder = await this.#copy();
      if (change < this.#copied) return await rm(folder, { recursive: true });
      const replaced = this.#folder ?? folder;
      this.#copied = change;
      this.#folder = folder;
      void this.#onReload(replaced).then(() => rm(replaced, { recursive: true, force: true }));
    } catch (error) {
      if (change === this.#changes) this.#onFailure(error);
    }
  }

  /** Ends the watch, and waits for a copy that is being made. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#unwatch();
    await Promise.allSettled(this.#copies);
  }

  async #copyFirst(): Promise<string> {
    try {
      // Before the copy is made: a change while it is made is not missed.
      if ('path' in this.#source) this.#unwatch = watchPath(this.#source.path, () => void this.reload());
      this.#folder = await this.#copy();
      return this.#folder;
    } catch (error) {
      this.#unwatch();
      this.#first = undefined;
      throw error;
    }
  }

  #copy(): Promise<string> {
    const copy = this.#copyPatiently(this.#runFolder.nextCopy());
    this.#copies.add(copy);
    const done = () => this.#copies.delete(copy);
    copy.then(done, done);
    return copy;
  }

  async #copyPatiently(folder: string): Promise<string> {
    const end = Date.now() + patience;
    for (;;) {
      try {
        await copySource(this.#source, folder);
        return folder;
      } catch (error) {
        await rm(folder, { recursive: true, force: true });
        if (this.#closed || Date.now() > end) throw error;
        await setTimeout(50);
      }
    }
  }
}

async function copySource(source: CodeSource, folder: string): Promise<void> {
  if ('text' in source) {
    await mkdir(folder, { recursive: true });
    // The name that CloudFormation gives to code that stands in a template.
    await writeFile(join(folder, 'index.js'), source.text);
    return;
  }
  const path = await realpath(source.path);
  if ((await stat(path)).isDirectory()) {
    // Copies share their blocks with the original where the file system can.
    await cp(path, folder, { recursive: true, verbatimSymlinks: true, mode: constants.COPYFILE_FICLONE });
  } else {
    await unzip(path, folder);
  }
}

async function unzip(archive: string, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [name, bytes] of Object.entries(unzipSync(await readFile(archive)))) {
    const path = join(folder, name);
    if (relative(folder, path).startsWith('..')) throw new Error(`${archive} has a file outside of itself: ${name}`);
    if (name.endsWith('/')) continue;
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, bytes);
  }
}
