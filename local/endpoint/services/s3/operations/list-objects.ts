import type { ConditionContext } from '../../../service.ts';
import { invalidArgument } from '../errors.ts';
import type { StoredObject } from '../records.ts';
import type { Operation, S3Request } from '../request.ts';
import { type XmlMembers, xmlDocument } from '../xml.ts';

/** GET of a bucket with `list-type=2`. */
export const listObjectsV2: Operation = (request) => {
  const { query, bucket } = request;
  const asked = readQuery(request);
  const token = query.get('continuation-token');
  const startAfter = query.get('start-after') ?? '';
  const after = token === null ? startAfter : readToken(token);
  return {
    authorizations: [request.onBucket('s3:ListBucket', listKeys(query))],
    run: async () => {
      const page = await listPage(request, asked, after);
      return {
        status: 200,
        body: xmlDocument('ListBucketResult', {
          Name: bucket.name,
          Prefix: asked.show(asked.prefix),
          ...(startAfter !== '' && { StartAfter: asked.show(startAfter) }),
          ...(token !== null && { ContinuationToken: token }),
          ...(page.next !== undefined && { NextContinuationToken: Buffer.from(page.next).toString('base64') }),
          KeyCount: page.objects.length + page.prefixes.length,
          ...shown(request, asked, page, query.get('fetch-owner') === 'true'),
        }),
      };
    },
  };
};

/** GET of a bucket, in its first version: pages go on from a marker that clients know. */
export const listObjects: Operation = (request) => {
  const { query, bucket } = request;
  const asked = readQuery(request);
  const marker = query.get('marker') ?? '';
  return {
    authorizations: [request.onBucket('s3:ListBucket', listKeys(query))],
    run: async () => {
      const page = await listPage(request, asked, marker);
      return {
        status: 200,
        body: xmlDocument('ListBucketResult', {
          Name: bucket.name,
          Prefix: asked.show(asked.prefix),
          Marker: asked.show(marker),
          ...(page.next !== undefined && asked.delimiter !== '' && { NextMarker: asked.show(page.next) }),
          ...shown(request, asked, page, true),
        }),
      };
    },
  };
};

interface Asked {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** How keys are to be written. */
  readonly show: (key: string) => string;
}

interface Page {
  readonly objects: readonly { readonly key: string; readonly value: StoredObject }[];
  readonly prefixes: readonly string[];
  /** The last of either, where more follow. */
  readonly next?: string;
}

const readQuery = ({ query }: S3Request): Asked => {
  const encoding = query.get('encoding-type');
  if (encoding !== null && encoding !== 'url') {
    throw invalidArgument('Invalid Encoding Method specified in Request', 'encoding-type', encoding);
  }
  return {
    prefix: query.get('prefix') ?? '',
    delimiter: query.get('delimiter') ?? '',
    limit: readLimit(query, 'max-keys'),
    show: encoding === 'url' ? urlEncoded : (key) => key,
  };
};

/** How many a page may have at most: 1000, or fewer where the request says so. @throws ServiceError InvalidArgument */
export const readLimit = (query: URLSearchParams, name: string): number => {
  const limit = query.get(name) ?? '1000';
  if (/^\d{1,10}$/.test(limit) && Number(limit) <= 2 ** 31 - 1) return Math.min(Number(limit), 1000);
  throw invalidArgument(`Provided ${name} not an integer or within integer range`, name, limit);
};

/** A key as a URL has it in its path. */
export const urlEncoded = (key: string): string =>
  encodeURIComponent(key)
    .replaceAll('%2F', '/')
    .replaceAll('%20', '+')
    .replace(/[!'()]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);

/** The condition keys that policies may hold a list to. */
const listKeys = (query: URLSearchParams): ConditionContext =>
  Object.fromEntries(
    ['prefix', 'delimiter', 'max-keys'].flatMap((name) => {
      const value = query.get(name);
      return value === null ? [] : [[`s3:${name}`, [value]]];
    }),
  );

const readToken = (token: string): string => {
  const key = Buffer.from(token, 'base64').toString();
  if (key !== '' && Buffer.from(key).toString('base64') === token) return key;
  throw invalidArgument('The continuation token provided is incorrect', 'continuation-token');
};

/** Sorts after all that begins with the text before it: no character's bytes are greater. */
const lastCharacter = '\u{10ffff}';

const listPage = async ({ s3, bucket }: S3Request, asked: Asked, after: string): Promise<Page> => {
  const { prefix, delimiter, limit } = asked;
  const groupOf = (key: string): string | undefined => {
    const end = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length);
    return end < 0 ? undefined : key.slice(0, end + delimiter.length);
  };
  const objects: { key: string; value: StoredObject }[] = [];
  const prefixes: string[] = [];
  let last = after;
  const isBeforePrefix = Buffer.compare(Buffer.from(after), Buffer.from(prefix)) < 0;
  const cursor = s3.store.objects(bucket.name, isBeforePrefix ? prefix : after, !isBeforePrefix && after !== '');
  try {
    if (!isBeforePrefix && groupOf(after) === after) cursor.seek(after + lastCharacter);
    for (let entry = await cursor.next(); entry?.key.startsWith(prefix); entry = await cursor.next()) {
      const group = groupOf(entry.key);
      if (group !== undefined && group === last) continue;
      if (objects.length + prefixes.length >= limit) return { objects, prefixes, ...(limit > 0 && { next: last }) };
      last = group ?? entry.key;
      if (group === undefined) objects.push(entry);
      else {
        prefixes.push(group);
        cursor.seek(group + lastCharacter);
      }
    }
    return { objects, prefixes };
  } finally {
    await cursor.close();
  }
};

const shown = ({ s3, query }: S3Request, asked: Asked, page: Page, withOwner: boolean): XmlMembers => ({
  ...(asked.delimiter !== '' && { Delimiter: asked.show(asked.delimiter) }),
  MaxKeys: asked.limit,
  ...(query.has('encoding-type') && { EncodingType: 'url' }),
  IsTruncated: page.next !== undefined,
  Contents: page.objects.map(({ key, value: { lastModified, etag, size, checksum, headers } }) => ({
    Key: asked.show(key),
    LastModified: new Date(lastModified).toISOString(),
    ETag: `"${etag}"`,
    ...(checksum && { ChecksumAlgorithm: checksum.algorithm, ChecksumType: checksum.type }),
    Size: size,
    ...(withOwner && { Owner: { ID: s3.environment.accountId } }),
    StorageClass: headers['x-amz-storage-class'] ?? 'STANDARD',
  })),
  CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: asked.show(prefix) })),
});
