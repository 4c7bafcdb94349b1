import { GetObjectCommand, type GetObjectCommandInput, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import { startS3 } from './harness.ts';

const Bucket = 'files';
const Key = 'a';

const withDigits = async () => {
  const run = await startS3();
  await run.root.send(new PutObjectCommand({ Bucket, Key, Body: '0123456789' }));
  const get = async (input: Partial<GetObjectCommandInput>) => {
    const { Body, ...got } = await run.root.send(new GetObjectCommand({ Bucket, Key, ...input }));
    return { ...got, text: await Body?.transformToString() };
  };
  return { ...run, get };
};

describe('a range', () => {
  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=7-99', '789', 'bytes 7-9/10'],
    ['bytes=-3', '789', 'bytes 7-9/10'],
    ['bytes=-99', '0123456789', 'bytes 0-9/10'],
  ])('%s is sent alone', async (Range, text, ContentRange) => {
    const { get, root } = await withDigits();
    expect(await get({ Range })).toMatchObject({
      text,
      ContentRange,
      ContentLength: text.length,
      $metadata: { httpStatusCode: 206 },
    });
    const head = await root.send(new HeadObjectCommand({ Bucket, Key, Range }));
    expect(head.ContentLength).toBe(text.length);
  });

  it.each(['bytes=4-2', 'bytes=1-2,4-5', 'lines=1-2', 'bytes=a-b', 'bytes=-'])('%s is ignored', async (Range) => {
    const { get } = await withDigits();
    expect(await get({ Range })).toMatchObject({ text: '0123456789', $metadata: { httpStatusCode: 200 } });
  });

  it.each(['bytes=10-', 'bytes=-0', 'bytes=99-100'])('%s is refused: nothing lies in it', async (Range) => {
    const { get } = await withDigits();
    await expect(get({ Range })).rejects.toMatchObject({ name: 'InvalidRange', $metadata: { httpStatusCode: 416 } });
  });
});

describe('a condition', () => {
  const etag = '"781e5e245d69b566979b86e28d23f2c7"';
  const past = new Date(0);
  const future = new Date(Date.now() + 3_600_000);

  it.each<[string, Partial<GetObjectCommandInput>, number]>([
    ['If-Match of this one', { IfMatch: etag }, 200],
    ['If-Match of another', { IfMatch: '"x"' }, 412],
    ['If-None-Match of another', { IfNoneMatch: '"x"' }, 200],
    ['If-None-Match of this one', { IfNoneMatch: etag }, 304],
    ['If-Modified-Since before', { IfModifiedSince: past }, 200],
    ['If-Modified-Since after', { IfModifiedSince: future }, 304],
    ['If-Unmodified-Since after', { IfUnmodifiedSince: future }, 200],
    ['If-Unmodified-Since before', { IfUnmodifiedSince: past }, 412],
    ['If-Match before If-Unmodified-Since', { IfMatch: etag, IfUnmodifiedSince: past }, 200],
    ['If-None-Match before If-Modified-Since', { IfNoneMatch: '"x"', IfModifiedSince: future }, 200],
    ['If-None-Match before If-Modified-Since, the other way', { IfNoneMatch: etag, IfModifiedSince: past }, 304],
  ])('%s', async (_name, input, status) => {
    const { get } = await withDigits();
    const answered = await get(input).catch((error: { $metadata: object }) => error);
    expect(answered).toMatchObject({ $metadata: { httpStatusCode: status } });
  });

  it('of a write holds against what is there', async () => {
    const { root } = await withDigits();
    const put = (input: object) => root.send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...input }));
    await expect(put({ IfNoneMatch: '*' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put({ IfMatch: '"x"' })).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await expect(put({ Key: 'none', IfMatch: etag })).rejects.toMatchObject({ name: 'NoSuchKey' });
    await expect(put({ IfNoneMatch: '"x"' })).rejects.toMatchObject({ name: 'NotImplemented' });
    await put({ IfMatch: etag });
    await put({ Key: 'new', IfNoneMatch: '*' });
  });

  it('lets one of many who create an object win', async () => {
    const { root } = await startS3();
    const puts = await Promise.allSettled(
      Array.from({ length: 10 }, (_, Body) =>
        root.send(new PutObjectCommand({ Bucket, Key, Body: String(Body), IfNoneMatch: '*' })),
      ),
    );
    expect(puts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });
});

describe('a GET', () => {
  it('may set headers of its answer, of which none can break it', async () => {
    const { get } = await withDigits();
    const set = {
      ResponseContentType: 'text/html',
      ResponseContentDisposition: 'attachment',
      ResponseCacheControl: 'no-store',
    };
    expect(await get(set)).toMatchObject({
      ContentType: 'text/html',
      ContentDisposition: 'attachment',
      CacheControl: 'no-store',
    });
    await expect(get({ ResponseContentType: 'a\r\nb: c' })).rejects.toMatchObject({ name: 'InvalidRequest' });
  });

  it('of part 1 of what was put whole is all of it', async () => {
    const { get } = await withDigits();
    expect(await get({ PartNumber: 1 })).toMatchObject({ text: '0123456789', ContentRange: 'bytes 0-9/10' });
    await expect(get({ PartNumber: 2 })).rejects.toMatchObject({ name: 'InvalidPartNumber' });
  });
});
