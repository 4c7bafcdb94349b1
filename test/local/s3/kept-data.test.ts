import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bucket, eventBridge, startS3 } from './harness.ts';

const Bucket = 'files';

const folder = async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 's3-test-'));
  onTestFinished(() => rm(dataDirectory, { recursive: true, force: true }));
  return dataDirectory;
};

describe('with a data folder', () => {
  it('objects and uploads are there after a restart, also those of a bucket that was away meanwhile', async () => {
    const dataDirectory = await folder();
    const first = await startS3({ dataDirectory });
    await first.root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello', Metadata: { a: 'b' } }));
    const { UploadId } = await first.root.send(new CreateMultipartUploadCommand({ Bucket, Key: 'u' }));
    const upload = { Bucket, Key: 'u', UploadId };
    const { ETag } = await first.root.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'part' }));
    await first.stop();
    const other = await startS3({ dataDirectory, buckets: [bucket('other')] });
    const away = other.root.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    await expect(away).rejects.toMatchObject({ name: 'NoSuchBucket' });
    await other.stop();
    const { root } = await startS3({ dataDirectory });
    const got = await root.send(new GetObjectCommand({ Bucket, Key: 'a' }));
    expect([await got.Body?.transformToString(), got.Metadata]).toEqual(['hello', { a: 'b' }]);
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await root.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
  });

  it('what a killed run left behind is gone', async () => {
    const dataDirectory = await folder();
    const first = await startS3({ dataDirectory });
    await first.root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'hello' }));
    await first.stop();
    await writeFile(join(dataDirectory, 's3', 'half-an-upload'), 'x');
    const { root } = await startS3({ dataDirectory });
    expect(await readdir(join(dataDirectory, 's3'))).toHaveLength(1);
    await root.send(new GetObjectCommand({ Bucket, Key: 'a' }));
  });

  it('what was acknowledged survives a kill at any moment, each object whole, and is told of', async () => {
    const dataDirectory = await folder();
    const acknowledged = new Map<string, number>();
    const writer: ChildProcess = fork(join(import.meta.dirname, 'killed-writer.ts'), [dataDirectory]);
    onTestFinished(() => void writer.kill('SIGKILL'));
    writer.on('message', (message) => {
      const [key, round] = String(message).split(' ');
      acknowledged.set(String(key), Number(round));
    });
    await vi.waitFor(() => expect(Math.max(...acknowledged.values())).toBeGreaterThan(15), { timeout: 30_000 });
    writer.kill('SIGKILL');
    await once(writer, 'exit');

    const { root, deliveries } = await startS3({ dataDirectory, buckets: [bucket(Bucket, eventBridge)] });
    const { Contents = [] } = await root.send(new ListObjectsV2Command({ Bucket }));
    expect(Contents.length).toBe(acknowledged.size);
    for (const { Key = '' } of Contents) {
      const { Body } = await root.send(new GetObjectCommand({ Bucket, Key }));
      const lines = new Set((await Body?.transformToString())?.split('\n'));
      expect(lines.size).toBe(1);
      expect(Number([...lines][0])).toBeGreaterThanOrEqual(acknowledged.get(Key) ?? 0);
    }
    expect(await readdir(join(dataDirectory, 's3'))).toHaveLength(Contents.length);
    // The writer's bus never listened: every acknowledged put is still to be told.
    const least = [...acknowledged.values()].reduce((sum, round) => sum + round + 1, 0);
    await vi.waitFor(() => expect(deliveries.length).toBeGreaterThanOrEqual(least), { interval: 10 });
  });
});

describe('without a data folder', () => {
  it('nothing is left at the end', async () => {
    const own = `local-s3-${process.pid}-`;
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith(own));
    const { root, stop } = await startS3();
    await root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    await stop();
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith(own));
    expect(after.filter((name) => !before.includes(name))).toEqual([]);
  });

  it('what a killed run has left is removed by the next one', async () => {
    const { pid } = spawn(process.execPath, ['--version'], { stdio: 'ignore' });
    const left = await mkdtemp(join(tmpdir(), `local-s3-${pid}-`));
    const kept = await mkdtemp(join(tmpdir(), `local-s3-${process.pid}-`));
    onTestFinished(() => rm(kept, { recursive: true }));
    await vi.waitFor(() => expect(() => process.kill(pid ?? 0, 0)).toThrow(), { interval: 5 });
    const { stop } = await startS3();
    expect([existsSync(left), existsSync(kept)]).toEqual([false, true]);
    await stop();
  });
});
