import { createHash } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  type CompleteMultipartUploadCommandInput,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  type ListMultipartUploadsCommandOutput,
  ListPartsCommand,
  PutObjectCommand,
  UploadPartCommand,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startS3 } from './harness.ts';

const Bucket = 'files';
const Key = 'a/é b';
const mebibyte = 1024 * 1024;
const large = Buffer.alloc(5 * mebibyte, 'l');

const begin = async (input: Partial<CreateMultipartUploadCommandInput> = {}) => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 's3-test-'));
  const run = await startS3({ dataDirectory });
  onTestFinished(() => rm(dataDirectory, { recursive: true }));
  const { root } = run;
  const { UploadId } = await root.send(new CreateMultipartUploadCommand({ Bucket, Key, ...input }));
  const upload = { Bucket, Key, UploadId };
  const put = (PartNumber: number, Body: Buffer | string, more: object = {}) =>
    root.send(new UploadPartCommand({ ...upload, PartNumber, Body, ...more }));
  const complete = (
    Parts: NonNullable<CompleteMultipartUploadCommandInput['MultipartUpload']>['Parts'],
    more: object = {},
  ) => root.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: { Parts }, ...more }));
  const files = () => readdir(join(dataDirectory, 's3'));
  return { ...run, upload, put, complete, files };
};

const md5 = (data: Buffer | string) => createHash('md5').update(data).digest();

describe('an upload in parts', () => {
  it('becomes one object with what was begun with it, and its parts can be read', async () => {
    const { root, put, complete, files, upload } = await begin({ ContentType: 'text/csv', Metadata: { a: 'b' } });
    const last = await put(9, 'end');
    await put(1, 'replaced');
    const first = await put(1, large);
    await put(5, 'not listed');
    const listed = await root.send(new ListPartsCommand({ ...upload, MaxParts: 2 }));
    expect(listed).toMatchObject({ IsTruncated: true, NextPartNumberMarker: '5' });
    expect(listed.Parts).toMatchObject([{ PartNumber: 1, Size: large.length, ETag: first.ETag }, { PartNumber: 5 }]);
    const done = await complete([
      { PartNumber: 1, ETag: first.ETag },
      { PartNumber: 9, ETag: last.ETag },
    ]);
    const etag = `"${createHash('md5')
      .update(Buffer.concat([md5(large), md5('end')]))
      .digest('hex')}-2"`;
    expect(done).toMatchObject({ Bucket, Key, ETag: etag });
    const got = await root.send(new GetObjectCommand({ Bucket, Key }));
    expect(got).toMatchObject({ ETag: etag, ContentType: 'text/csv', Metadata: { a: 'b' } });
    const content = Buffer.from((await got.Body?.transformToByteArray()) ?? []);
    expect(content.equals(Buffer.concat([large, Buffer.from('end')]))).toBe(true);
    const across = await root.send(
      new GetObjectCommand({ Bucket, Key, Range: `bytes=${large.length - 2}-${large.length}` }),
    );
    expect(await across.Body?.transformToString()).toBe('lle');
    const part = await root.send(new GetObjectCommand({ Bucket, Key, PartNumber: 2 }));
    expect(part).toMatchObject({ PartsCount: 2, ContentLength: 3 });
    expect(await part.Body?.transformToString()).toBe('end');
    // A client that lost the answer asks again; the files of what was replaced or not listed are gone.
    expect(await complete([{ PartNumber: 1, ETag: first.ETag }])).toMatchObject({ ETag: etag });
    expect(await files()).toHaveLength(2);
    await expect(put(2, 'late')).rejects.toMatchObject({ name: 'NoSuchUpload' });
  });

  it('is refused where its list is not what was uploaded', async () => {
    const { put, complete, root } = await begin();
    const small = await put(1, 'small');
    const end = await put(2, 'end');
    const parts = [
      { PartNumber: 1, ETag: small.ETag },
      { PartNumber: 2, ETag: end.ETag },
    ];
    await expect(complete(parts)).rejects.toMatchObject({ name: 'EntityTooSmall' });
    await expect(complete([...parts].reverse())).rejects.toMatchObject({ name: 'InvalidPartOrder' });
    await expect(complete([{ PartNumber: 1, ETag: '"x"' }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete([{ PartNumber: 3, ETag: small.ETag }])).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete([])).rejects.toMatchObject({ name: 'MalformedXML' });
    await expect(complete([{ PartNumber: 1, ETag: small.ETag, ChecksumCRC32: 'AAAAAA==' }])).rejects.toMatchObject({
      name: 'InvalidPart',
    });
    await expect(complete([{ PartNumber: 2, ETag: end.ETag }], { MpuObjectSize: 4 })).rejects.toMatchObject({
      name: 'InvalidRequest',
    });
    await root.send(new PutObjectCommand({ Bucket, Key, Body: 'there' }));
    await expect(complete([{ PartNumber: 2, ETag: end.ETag }], { IfNoneMatch: '*' })).rejects.toMatchObject({
      name: 'PreconditionFailed',
    });
    await complete([{ PartNumber: 2, ETag: end.ETag }]);
  });

  it('has the checksum of its parts, or of the whole', async () => {
    const { put, complete } = await begin({ ChecksumAlgorithm: 'CRC32' });
    const part = await put(1, '123456789', { ChecksumAlgorithm: 'CRC32' });
    expect(part.ChecksumCRC32).toBe('y/Q5Jg==');
    await expect(put(2, 'x', { ChecksumAlgorithm: 'SHA1' })).rejects.toMatchObject({ name: 'InvalidRequest' });
    const { ETag, ChecksumCRC32 } = part;
    const done = await complete([{ PartNumber: 1, ETag, ChecksumCRC32 }]);
    expect(done).toMatchObject({ ChecksumType: 'COMPOSITE', ChecksumCRC32: expect.stringMatching(/-1$/) });

    const whole = await begin({ ChecksumAlgorithm: 'CRC32', ChecksumType: 'FULL_OBJECT' });
    const first = await whole.put(1, large, { ChecksumAlgorithm: 'CRC32' });
    const second = await whole.put(2, '123456789', { ChecksumAlgorithm: 'CRC32' });
    const parts = [
      { PartNumber: 1, ETag: first.ETag },
      { PartNumber: 2, ETag: second.ETag },
    ];
    await expect(whole.complete(parts, { ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({
      name: 'BadDigest',
    });
    const ofParts = await whole.complete(parts);
    const atOnce = await whole.root.send(
      new PutObjectCommand({
        Bucket,
        Key,
        Body: Buffer.concat([large, Buffer.from('123456789')]),
        ChecksumAlgorithm: 'CRC32',
      }),
    );
    expect(ofParts.ChecksumCRC32).toBe(atOnce.ChecksumCRC32);
  });

  it('may copy parts from objects', async () => {
    const { root, upload, complete } = await begin();
    await root.send(new PutObjectCommand({ Bucket, Key: 'source', Body: '0123456789' }));
    const copy = (CopySourceRange?: string) =>
      root.send(new UploadPartCopyCommand({ ...upload, PartNumber: 1, CopySource: 'files/source', CopySourceRange }));
    await copy();
    await expect(copy('bytes=5-10')).rejects.toMatchObject({ name: 'InvalidArgument' });
    const { CopyPartResult } = await copy('bytes=2-4');
    await complete([{ PartNumber: 1, ETag: CopyPartResult?.ETag }]);
    const { Body } = await root.send(new GetObjectCommand({ Bucket, Key }));
    expect(await Body?.transformToString()).toBe('234');
  });

  it('is listed with the others of its bucket, page by page', async () => {
    const { root, upload } = await begin();
    const others = ['a', 'a', 'b'];
    for (const key of others) await root.send(new CreateMultipartUploadCommand({ Bucket, Key: key }));
    const seen: [string | undefined, string | undefined][] = [];
    let marker: { KeyMarker?: string; UploadIdMarker?: string } | undefined = {};
    while (marker) {
      const page: ListMultipartUploadsCommandOutput = await root.send(
        new ListMultipartUploadsCommand({ Bucket, MaxUploads: 1, ...marker }),
      );
      seen.push(...(page.Uploads ?? []).map((one): (typeof seen)[number] => [one.Key, one.UploadId]));
      const { NextKeyMarker: KeyMarker, NextUploadIdMarker: UploadIdMarker } = page;
      marker = KeyMarker !== undefined && UploadIdMarker !== undefined ? { KeyMarker, UploadIdMarker } : undefined;
    }
    expect(seen.map(([key]) => key)).toEqual(['a', 'a', Key, 'b']);
    expect(new Set(seen.map(([, id]) => id)).size).toBe(4);
    expect(seen[2]?.[1]).toBe(upload.UploadId);
  });

  it('leaves nothing when it is aborted', async () => {
    const { root, upload, put, files } = await begin();
    await put(1, 'part');
    const { Uploads } = await root.send(new ListMultipartUploadsCommand({ Bucket }));
    expect(Uploads).toMatchObject([{ Key, UploadId: upload.UploadId }]);
    await root.send(new AbortMultipartUploadCommand(upload));
    expect(await files()).toEqual([]);
    expect((await root.send(new ListMultipartUploadsCommand({ Bucket }))).Uploads).toBeUndefined();
    await expect(root.send(new AbortMultipartUploadCommand(upload))).rejects.toMatchObject({ name: 'NoSuchUpload' });
    await expect(root.send(new HeadObjectCommand({ Bucket, Key }))).rejects.toMatchObject({ name: 'NotFound' });
  });

  it("is what the SDK's own uploader does with a stream of unknown length", async () => {
    const { root } = await startS3();
    const Body = Readable.from(Array.from({ length: 6 }, (_, i) => Buffer.alloc(mebibyte, i)));
    await new Upload({ client: root, params: { Bucket, Key, Body } }).done();
    const got = await root.send(new GetObjectCommand({ Bucket, Key }));
    const content = await got.Body?.transformToByteArray();
    expect([content?.length, content?.at(-1), got.ETag]).toEqual([6 * mebibyte, 5, expect.stringMatching(/-2"$/)]);
  });
});
