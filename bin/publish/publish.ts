import { DeleteObjectsCommand, PutObjectCommand, paginateListObjectsV2, type S3Client } from '@aws-sdk/client-s3';
import { inOrder, isAsset, type PageFile, pageFile } from './page-file.ts';
import { readPublications, recordKey, withNext } from './publications.ts';

/** Uploads at once. */
const atOnce = 8;

/** What a publication came to. */
export interface Published {
  /** Files that were put. */
  readonly put: number;
  /** Assets that were there already. */
  readonly there: number;
  /** Files of old versions that were removed. */
  readonly removed: number;
}

/**
 * Publishes a version of the page so that visitors get the old one or the new one, whole: what the page begins with comes
 * when all that it refers to is there. Done again it changes nothing; where it fails half-way, the old version stays.
 *
 * @throws the SDK's error where a file could not be put after its retries
 */
export async function publish(s3: S3Client, Bucket: string, files: readonly PageFile[], now: Date): Promise<Published> {
  const present = await objectsIn(s3, Bucket);
  const isThere = (file: PageFile) => isAsset(file) && present.get(file.key) === file.etag;
  const put = async ({ key, body, contentType, cacheControl }: PageFile) => {
    const about = { ContentType: contentType, CacheControl: cacheControl };
    await s3.send(new PutObjectCommand({ Bucket, Key: key, Body: body, ...about }));
  };
  const needed = files.filter((file) => !isThere(file));
  // Before a file of it is there: what a publication that fails has put is known, and goes with the others in time.
  const publications = withNext(await readPublications(s3, Bucket), files.map(({ key }) => key).sort(), now);
  await put(pageFile(recordKey, Buffer.from(JSON.stringify(publications))));
  for (const group of inOrder(needed)) await inParallel(group, put);

  const inUse = new Set([recordKey, ...publications.flatMap((each) => each.files)]);
  const old = [...present.keys()].filter((key) => !inUse.has(key));
  await remove(s3, Bucket, old);
  return { put: needed.length, there: files.length - needed.length, removed: old.length };
}

/** The ETags of what is in a bucket, by key. */
async function objectsIn(client: S3Client, Bucket: string): Promise<ReadonlyMap<string, string>> {
  const etags = new Map<string, string>();
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    for (const { Key = '', ETag = '' } of Contents) etags.set(Key, ETag.replaceAll('"', ''));
  }
  return etags;
}

/** @throws Error where some could not be removed */
async function remove(s3: S3Client, Bucket: string, keys: readonly string[]): Promise<void> {
  const most = 1000; // in one call
  for (let from = 0; from < keys.length; from += most) {
    const Objects = keys.slice(from, from + most).map((Key) => ({ Key }));
    const { Errors = [] } = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    const [first] = Errors;
    if (first) throw new Error(`${first.Key} in ${Bucket} could not be removed: ${first.Message}`);
  }
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
