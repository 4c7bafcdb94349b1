import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { bucket, startS3 } from './harness.ts';

const Bucket = 'files';

describe('an object', () => {
  it('comes back as it was put, with what was stored with it', async () => {
    const { root } = await startS3();
    const stored = {
      ContentType: 'text/csv',
      ContentDisposition: 'attachment; filename="a.csv"',
      ContentLanguage: 'de',
      ContentEncoding: 'identity',
      CacheControl: 'max-age=60',
      Metadata: { rider: 'é', two: 'b' },
      StorageClass: 'STANDARD_IA' as const,
    };
    const { ETag } = await root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', ...stored }));
    expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
    const { Body, ...got } = await root.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    const { Metadata: _, ...plain } = stored;
    expect(got.Metadata).toEqual({ rider: '=?UTF-8?B?w6k=?=', two: 'b' });
    expect(got).toMatchObject({ ...plain, ETag, ContentLength: 5, ChecksumCRC32: 'NhCmhg==', AcceptRanges: 'bytes' });
    expect(await Body?.transformToString()).toBe('hello');
    expect(await root.send(new HeadObjectCommand({ Bucket, Key: 'a' }))).toMatchObject({ ...plain, ContentLength: 5 });
  });

  it('is of a type of its own where none was told, and may be empty', async () => {
    const { root } = await startS3();
    await root.send(new PutObjectCommand({ Bucket, Key: 'empty', Body: Buffer.alloc(0) }));
    const { ContentType, ContentLength, Body } = await root.send(new GetObjectCommand({ Bucket, Key: 'empty' }));
    expect([ContentType, ContentLength, await Body?.transformToString()]).toEqual(['application/octet-stream', 0, '']);
  });

  it('has any key that UTF-8 can write, up to 1024 bytes', async () => {
    const { root } = await startS3();
    const put = (Key: string) => root.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    for (const Key of [
      'a//b/../c/./',
      '/',
      '%2F+ &=?#',
      'files/files',
      '\u0001\n\u007f',
      '\u{1f984}\uffee',
      '__proto__',
    ]) {
      await put(Key);
      const { Body } = await root.send(new GetObjectCommand({ Bucket, Key }));
      expect(await Body?.transformToString()).toBe(Key);
    }
    await put('é'.repeat(512));
    await expect(put(`${'é'.repeat(512)}x`)).rejects.toMatchObject({ name: 'KeyTooLongError' });
  });

  it('may come as a stream, with its checksum at the end', async () => {
    const { root } = await startS3();
    const Body = Readable.from([Buffer.alloc(100_000, 1), Buffer.alloc(100_001, 2)]);
    await root.send(
      new PutObjectCommand({ Bucket, Key: 'a', Body, ContentLength: 200_001, ChecksumAlgorithm: 'SHA256' }),
    );
    const got = await root.send(new GetObjectCommand({ Bucket, Key: 'a', ChecksumMode: 'ENABLED' }));
    const content = await got.Body?.transformToByteArray();
    expect([content?.length, content?.[99_999], content?.[100_000]]).toEqual([200_001, 1, 2]);
    expect(got).toMatchObject({ ChecksumSHA256: expect.stringMatching(/=$/), ChecksumType: 'FULL_OBJECT' });
    expect(got.ContentEncoding).toBeUndefined();
  });

  it.each(['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const)(
    'keeps a checksum by %s',
    async (ChecksumAlgorithm) => {
      const { root } = await startS3();
      const put = await root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: '123456789', ChecksumAlgorithm }));
      const published = {
        CRC32: 'y/Q5Jg==',
        CRC32C: '4waSgw==',
        CRC64NVME: 'rosUhgp5mIg=',
        SHA1: '98O8HYCOBHMq32eZZczDTKeuNEE=',
        SHA256: 'FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU=',
      };
      expect(put[`Checksum${ChecksumAlgorithm}`]).toBe(published[ChecksumAlgorithm]);
    },
  );

  it('is not kept where its checksum or its MD5 is another', async () => {
    const { root } = await startS3();
    const put = (more: object) => root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', ...more }));
    await expect(put({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put({ ChecksumCRC32: 'AAAA' })).rejects.toMatchObject({ name: 'InvalidRequest' });
    await expect(put({ ContentMD5: '1B2M2Y8AsgTpgAmY7PhCfg==' })).rejects.toMatchObject({ name: 'BadDigest' });
    await expect(put({ ContentMD5: 'x' })).rejects.toMatchObject({ name: 'InvalidDigest' });
    await expect(root.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
  });

  it('is replaced whole, and read whole by who began before', async () => {
    const { root } = await startS3();
    const old = Buffer.alloc(3_000_000, 'o');
    await root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: old }));
    const { Body } = await root.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    await root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'new' }));
    await root.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(old)).toBe(true);
  });

  it('is copied with its headers, or with new ones', async () => {
    const { root } = await startS3({ buckets: [bucket(Bucket), bucket('other')] });
    const Key = 'a +é';
    const { ETag } = await root.send(
      new PutObjectCommand({ Bucket, Key, Body: 'hello', ContentType: 'text/csv', Metadata: { a: 'b' } }),
    );
    const CopySource = `files/${encodeURIComponent(Key)}`;
    const copied = await root.send(new CopyObjectCommand({ Bucket: 'other', Key: 'b', CopySource }));
    expect(copied.CopyObjectResult).toMatchObject({ ETag, ChecksumCRC32: 'NhCmhg==' });
    const copy = await root.send(new GetObjectCommand({ Bucket: 'other', Key: 'b' }));
    expect(copy).toMatchObject({ ContentType: 'text/csv', Metadata: { a: 'b' } });
    expect(await copy.Body?.transformToString()).toBe('hello');

    const onItself = { Bucket, Key, CopySource };
    await expect(root.send(new CopyObjectCommand(onItself))).rejects.toMatchObject({ name: 'InvalidRequest' });
    await root.send(new CopyObjectCommand({ ...onItself, MetadataDirective: 'REPLACE', Metadata: { c: 'd' } }));
    expect((await root.send(new HeadObjectCommand({ Bucket, Key }))).Metadata).toEqual({ c: 'd' });
    const missing = new CopyObjectCommand({ Bucket, Key, CopySource: 'files/none' });
    await expect(root.send(missing)).rejects.toMatchObject({ name: 'NoSuchKey' });
    const changed = new CopyObjectCommand({ Bucket, Key: 'c', CopySource, CopySourceIfMatch: '"other"' });
    await expect(root.send(changed)).rejects.toMatchObject({ name: 'PreconditionFailed' });
  });

  it('is deleted, also where there is none; many at once', async () => {
    const { root } = await startS3();
    await root.send(new DeleteObjectCommand({ Bucket, Key: 'none' }));
    for (const Key of ['a', 'b<&>']) await root.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
    const Objects = ['a', 'b<&>', 'none'].map((Key) => ({ Key }));
    const { Deleted, Errors } = await root.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect([Deleted, Errors]).toEqual([Objects, undefined]);
    await expect(root.send(new GetObjectCommand({ Bucket, Key: 'a' }))).rejects.toMatchObject({ name: 'NoSuchKey' });
    const quiet = await root.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: true } }));
    expect(quiet.Deleted).toBeUndefined();
  });
});

describe('what the local S3 does not do', () => {
  it('is refused by name, and never taken for something else', async () => {
    const { root } = await startS3();
    const put = (more: object) => root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x', ...more }));
    await expect(put({ Tagging: 'a=b' })).rejects.toMatchObject({ name: 'NotImplemented', message: /x-amz-tagging/ });
    await expect(put({ ACL: 'public-read' })).rejects.toMatchObject({ name: 'AccessControlListNotSupported' });
    await expect(put({ ServerSideEncryption: 'aws:kms' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(put({ StorageClass: 'DEEP_ARCHIVE' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await expect(put({ Metadata: { a: 'x'.repeat(2048) } })).rejects.toMatchObject({ name: 'MetadataTooLarge' });
    await expect(put({ ExpectedBucketOwner: '111111111111' })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(put({ Bucket: 'none' })).rejects.toMatchObject({ name: 'NoSuchBucket' });
    const get = new GetObjectCommand({ Bucket, Key: 'a', VersionId: '1' });
    await expect(root.send(get)).rejects.toMatchObject({ name: 'InvalidArgument' });
  });
});
