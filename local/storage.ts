import { mkdir } from 'node:fs/promises';
import type { AbstractBatchOperation, AbstractLevel, AbstractSublevel } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';

/** Records of one kind, in the order of their keys. */
export type Part<Value> = AbstractSublevel<
  AbstractLevel<string | Buffer | Uint8Array>,
  string | Buffer | Uint8Array,
  string,
  Value
>;

/** A record that is put into a part, its `sublevel`, or removed from it. */
export type PartWrite = AbstractBatchOperation<AbstractLevel<string | Buffer | Uint8Array>, string, unknown>;

/** The folder of the data is held by another process: LevelDB lets in one at a time. */
export class DataFolderInUse extends Error {
  constructor(folder: string) {
    super(`The data folder ${folder} is in use by another run. Stop it, or choose another folder.`);
    this.name = 'DataFolderInUse';
  }
}

/**
 * Opens a LevelDB in a folder (made when it is not there), or an empty one in memory. What it has taken is in the hands
 * of the operating system: it is there after a `kill -9`.
 *
 * @throws DataFolderInUse when another process has it open
 */
export async function openLevel(folder?: string): Promise<AbstractLevel<string | Buffer | Uint8Array>> {
  if (folder === undefined) return new MemoryLevel();
  await mkdir(folder, { recursive: true });
  const level = new ClassicLevel(folder);
  try {
    await level.open();
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const locked = cause instanceof Error && 'code' in cause && cause.code === 'LEVEL_LOCKED';
    throw locked ? new DataFolderInUse(folder) : new Error(`The data folder ${folder} cannot be opened`, { cause });
  }
  return level;
}

/** What queues, streams' places, files' names and work under way are kept in: one LevelDB, with a part for each. */
export class Storage {
  readonly #level: AbstractLevel<string | Buffer | Uint8Array>;

  private constructor(level: AbstractLevel<string | Buffer | Uint8Array>) {
    this.#level = level;
  }

  /** @param folder where it is kept; in memory without. @throws DataFolderInUse */
  static async open(folder?: string): Promise<Storage> {
    return new Storage(await openLevel(folder));
  }

  /** The records of one kind, as JSON. */
  part<Value>(name: string): Part<Value> {
    return this.#level.sublevel<string, Value>(name, { valueEncoding: 'json' });
  }

  /** Writes to several parts, all or nothing. */
  batch(writes: readonly PartWrite[]): Promise<void> {
    return this.#level.batch<string, unknown>([...writes], {});
  }

  close(): Promise<void> {
    return this.#level.close();
  }
}
