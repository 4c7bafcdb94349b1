import type { JobRecord } from '../../../jobs.ts';
import type { Part, PartWrite, Storage } from '../../../storage.ts';
import type { ContentFile, Files } from './files.ts';
import type { Notice } from './notifications.ts';
import type { StoredObject, Upload, UploadedPart } from './records.ts';

/** What one write changes: all of it or nothing. */
export interface Change {
  /** An object that is put, or removed where it has no value. */
  readonly object?: { readonly bucket: string; readonly key: string; readonly value?: StoredObject };
  readonly begun?: Upload;
  /** An upload that is over, with all its parts. */
  readonly ended?: { readonly upload: Upload; readonly parts: readonly UploadedPart[] };
  readonly part?: { readonly uploadId: string; readonly value: UploadedPart };
  /** What is to be told of it. */
  readonly notices?: readonly JobRecord<Notice>[];
}

/**
 * The names of all objects, uploads and parts in one LevelDB, and the files that hold their contents. What a write
 * changes and what is to be told of it are one batch: whenever the process is killed, all of it is there or nothing.
 */
export class Store {
  readonly files: Files;
  readonly #storage: Storage;
  readonly #objects: Part<StoredObject>;
  readonly #uploads: Part<Upload>;
  readonly #parts: Part<UploadedPart>;
  #last: Promise<unknown> = Promise.resolve();

  private constructor(storage: Storage, files: Files) {
    this.files = files;
    this.#storage = storage;
    this.#objects = storage.part('s3-objects');
    this.#uploads = storage.part('s3-uploads');
    this.#parts = storage.part('s3-parts');
  }

  /** Opens what an earlier run left. Files that no record refers to, of writes that were killed, are removed. */
  static async open(storage: Storage, files: Files): Promise<Store> {
    const store = new Store(storage, files);
    await Promise.all([store.#objects.open(), store.#uploads.open(), store.#parts.open()]);
    const known = new Set<string>();
    for await (const object of store.#objects.values()) for (const { file } of object.files) known.add(file);
    for await (const { file } of store.#parts.values()) known.add(file);
    await files.keepOnly(known);
    return store;
  }

  /** Runs a task while no other one runs: a conditional write looks at what is there, decides and commits in here. */
  exclusively<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    // The caller gets the failure; the next task only waits for the end.
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Writes all or nothing, then removes the files that nothing refers to any more. */
  async commit({ object, begun, ended, part, notices = [] }: Change): Promise<void> {
    const writes: PartWrite[] = notices.map(({ sublevel, key, value }) => ({ type: 'put', sublevel, key, value }));
    const released: ContentFile[] = [];
    if (object) {
      const key = objectKey(object.bucket, object.key);
      released.push(...(this.#objects.getSync(key)?.files ?? []));
      if (object.value) writes.push({ type: 'put', sublevel: this.#objects, key, value: object.value });
      else writes.push({ type: 'del', sublevel: this.#objects, key });
    }
    if (begun) writes.push({ type: 'put', sublevel: this.#uploads, key: begun.uploadId, value: begun });
    if (part) {
      const key = partKey(part.uploadId, part.value.number);
      const replaced = this.#parts.getSync(key);
      if (replaced) released.push(replaced);
      writes.push({ type: 'put', sublevel: this.#parts, key, value: part.value });
    }
    if (ended) {
      const { uploadId } = ended.upload;
      writes.push({ type: 'del', sublevel: this.#uploads, key: uploadId });
      for (const { number } of ended.parts) {
        writes.push({ type: 'del', sublevel: this.#parts, key: partKey(uploadId, number) });
      }
      released.push(...ended.parts);
    }
    await this.#storage.batch(writes);
    for (const { written } of notices) written();
    const kept = new Set(object?.value?.files.map(({ file }) => file));
    await this.files.remove(released.filter(({ file }) => !kept.has(file)));
  }

  /** Reads are synchronous: LevelDB answers from memory, and what is read is still so when it is used. */
  object(bucket: string, key: string): StoredObject | undefined {
    return this.#objects.getSync(objectKey(bucket, key));
  }

  /**
   * A bucket's objects by key, in the order of their UTF-8 bytes.
   * @param from the first key or, with `after`, the one before it
   */
  objects(bucket: string, from: string, after = false): ObjectCursor {
    const start = objectKey(bucket, from);
    // `0` follows `/`, which ends the bucket's name.
    const iterator = this.#objects.iterator({ ...(after ? { gt: start } : { gte: start }), lt: `${bucket}0` });
    return {
      next: async () => {
        const [key, value] = (await iterator.next()) ?? [];
        return key === undefined || value === undefined ? undefined : { key: key.slice(bucket.length + 1), value };
      },
      seek: (key) => iterator.seek(objectKey(bucket, key)),
      close: () => iterator.close(),
    };
  }

  upload(uploadId: string): Upload | undefined {
    return this.#uploads.getSync(uploadId);
  }

  /** All uploads under way. */
  async uploads(): Promise<Upload[]> {
    return await this.#uploads.values().all();
  }

  /** The parts of an upload, by number. */
  async parts(uploadId: string): Promise<UploadedPart[]> {
    return await this.#parts.values({ gte: partKey(uploadId, 0), lt: `${uploadId}0` }).all();
  }

  /** Waits for the writes under way. */
  async close(): Promise<void> {
    await this.exclusively(() => this.files.close());
  }
}

/** Walks through a bucket's objects. */
export interface ObjectCursor {
  readonly next: () => Promise<{ readonly key: string; readonly value: StoredObject } | undefined>;
  /** Goes on with the first key that is not before this one. */
  readonly seek: (key: string) => void;
  readonly close: () => Promise<void>;
}

const objectKey = (bucket: string, key: string): string => `${bucket}/${key}`;

const partKey = (uploadId: string, number: number): string => `${uploadId}/${String(number).padStart(5, '0')}`;
