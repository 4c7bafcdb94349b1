import {
  GetBucketLocationCommand,
  HeadBucketCommand,
  ListBucketsCommand,
  ListObjectsCommand,
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  PutObjectCommand,
  paginateListObjectsV2,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { bucket, startS3 } from './harness.ts';

const Bucket = 'files';

const withKeys = async (...keys: string[]) => {
  const { root } = await startS3({ buckets: [bucket(Bucket), bucket('files-2'), bucket('filer')] });
  for (const name of [Bucket, 'files-2', 'filer']) {
    await root.send(new PutObjectCommand({ Bucket: name, Key: `only-${name}`, Body: 'x' }));
  }
  for (const Key of keys) await root.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  const list = async (input: Partial<ListObjectsV2CommandInput>) => {
    const page = await root.send(new ListObjectsV2Command({ Bucket, ...input }));
    return {
      ...page,
      keys: page.Contents?.map(({ Key }) => Key) ?? [],
      prefixes: page.CommonPrefixes?.map(({ Prefix }) => Prefix) ?? [],
    };
  };
  return { root, list };
};

describe('a list of objects', () => {
  it('is of its bucket alone, in the order of the UTF-8 bytes of the keys', async () => {
    const { list } = await withKeys('b', 'a', 'Z', '\u{1f984}', '\uffee', 'a/b', 'a-b');
    const { keys, IsTruncated, KeyCount } = await list({});
    expect(keys).toEqual(['Z', 'a', 'a-b', 'a/b', 'b', 'only-files', '\uffee', '\u{1f984}']);
    expect([IsTruncated, KeyCount]).toEqual([false, 8]);
  });

  it('says of each what it is', async () => {
    const { list } = await withKeys('a');
    const { Contents } = await list({ FetchOwner: true, MaxKeys: 1 });
    expect(Contents).toEqual([
      {
        Key: 'a',
        Size: 1,
        ETag: '"0cc175b9c0f1b6a831c399e269772661"',
        LastModified: expect.any(Date),
        StorageClass: 'STANDARD',
        ChecksumAlgorithm: ['CRC32'],
        ChecksumType: 'FULL_OBJECT',
        Owner: { ID: '000000000000' },
      },
    ]);
  });

  it('groups keys by a delimiter, within a prefix, over pages of any size', async () => {
    const { root, list } = await withKeys(
      'p/',
      'p/a',
      'p/b/1',
      'p/b/2',
      'p/c',
      'p/d/1',
      'p/d/\u{10ffff}',
      'p/e/1',
      'q/a',
    );
    const whole = await list({ Prefix: 'p/', Delimiter: '/' });
    expect(whole.keys).toEqual(['p/', 'p/a', 'p/c']);
    expect(whole.prefixes).toEqual(['p/b/', 'p/d/', 'p/e/']);
    for (const pageSize of [1, 2, 3, 4]) {
      const keys: (string | undefined)[] = [];
      const prefixes: (string | undefined)[] = [];
      const pages = paginateListObjectsV2({ client: root, pageSize }, { Bucket, Prefix: 'p/', Delimiter: '/' });
      for await (const { Contents = [], CommonPrefixes = [], KeyCount } of pages) {
        expect(KeyCount).toBe(Contents.length + CommonPrefixes.length);
        expect(KeyCount).toBeLessThanOrEqual(pageSize);
        keys.push(...Contents.map(({ Key }) => Key));
        prefixes.push(...CommonPrefixes.map(({ Prefix }) => Prefix));
      }
      expect([keys, prefixes]).toEqual([whole.keys, whole.prefixes]);
    }
    expect((await list({ Prefix: 'b', StartAfter: 'a/', Delimiter: '/' })).keys).toEqual([]);
    expect((await list({ Delimiter: '/' })).prefixes).toEqual(['p/', 'q/']);
  });

  it('begins after a key, and has no more than it was asked for', async () => {
    const { list } = await withKeys('a', 'b', 'c');
    expect((await list({ StartAfter: 'a' })).keys).toEqual(['b', 'c', 'only-files']);
    expect(await list({ StartAfter: 'a', MaxKeys: 1 })).toMatchObject({ keys: ['b'], IsTruncated: true });
    expect(await list({ MaxKeys: 0 })).toMatchObject({ keys: [], IsTruncated: false });
    await expect(list({ MaxKeys: -1 })).rejects.toMatchObject({ name: 'InvalidArgument' });
    await expect(list({ ContinuationToken: 'x' })).rejects.toMatchObject({ name: 'InvalidArgument' });
  });

  it('of the first version goes on from a marker', async () => {
    const { root } = await withKeys('a/1', 'a/2', 'b', 'c/1');
    const seen: (string | undefined)[] = [];
    let Marker: string | undefined;
    do {
      const page = await root.send(new ListObjectsCommand({ Bucket, Delimiter: '/', MaxKeys: 1, Marker }));
      seen.push(...(page.CommonPrefixes ?? []).map(({ Prefix }) => Prefix));
      seen.push(...(page.Contents ?? []).map(({ Key }) => Key));
      Marker = page.NextMarker;
    } while (Marker !== undefined);
    expect(seen).toEqual(['a/', 'b', 'c/', 'only-files']);
  });

  it('may have its keys encoded, and holds what XML has no other way to write', async () => {
    const { list } = await withKeys('a b/é(1)', 'x\u0001&<>"\'');
    expect((await list({ EncodingType: 'url', MaxKeys: 1 })).keys).toEqual(['a+b/%C3%A9%281%29']);
    expect((await list({})).keys).toContain('x\u0001&<>"\'');
  });
});

describe('buckets', () => {
  it('are those of the template', async () => {
    const { root } = await withKeys();
    const { Buckets } = await root.send(new ListBucketsCommand({}));
    expect(Buckets?.map(({ Name }) => Name)).toEqual(['filer', 'files', 'files-2']);
    expect((await root.send(new HeadBucketCommand({ Bucket }))).BucketRegion).toBe('us-east-1');
    await expect(root.send(new HeadBucketCommand({ Bucket: 'none' }))).rejects.toMatchObject({ name: 'NotFound' });
    expect((await root.send(new GetBucketLocationCommand({ Bucket }))).LocationConstraint).toBeUndefined();
  });
});
