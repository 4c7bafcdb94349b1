import { isDeepStrictEqual } from 'node:util';
import { GetObjectCommand, type S3Client } from '@aws-sdk/client-s3';

/** A version of the page that was published: from then until the next one it was what visitors got. */
export interface Publication {
  /** RFC 3339. */
  readonly at: string;
  /** The keys of its files. */
  readonly files: readonly string[];
}

/** Where the bucket keeps what was published when. */
export const recordKey = 'publications.json';

/** For how long files stay that no newer version has: whoever has an older one open may still ask for them. Milliseconds. */
const kept = 30 * 24 * 60 * 60 * 1000;

/** What was published before, oldest first. */
export async function readPublications(s3: S3Client, Bucket: string): Promise<Publication[]> {
  try {
    const { Body } = await s3.send(new GetObjectCommand({ Bucket, Key: recordKey }));
    return JSON.parse((await Body?.transformToString()) ?? '[]');
  } catch (error) {
    if (error instanceof Error && error.name === 'NoSuchKey') return [];
    throw error;
  }
}

/**
 * The versions whose files stay when one with these files is published: those that visitors got within the last thirty days,
 * which the newest so far always is, and the new one. The same files again are no new version.
 */
export function withNext(before: readonly Publication[], files: readonly string[], now: Date): Publication[] {
  const open = before.filter((_, index) => {
    const next = before[index + 1];
    return next === undefined || now.getTime() - Date.parse(next.at) < kept;
  });
  return isDeepStrictEqual(open.at(-1)?.files, files) ? open : [...open, { at: now.toISOString(), files }];
}
