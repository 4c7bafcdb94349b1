import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { bucket, eventBridge, startS3 } from './harness.ts';

const Bucket = 'files';
const rules = {
  LifecycleConfiguration: {
    Rules: [
      {
        Status: 'Enabled',
        Prefix: 'uploads/',
        ExpirationInDays: 1,
        AbortIncompleteMultipartUpload: { DaysAfterInitiation: 2 },
      },
      { Status: 'Disabled', ExpirationInDays: 1 },
      { Status: 'Enabled', Prefix: 'large/', ObjectSizeGreaterThan: '3', ExpirationInDays: '1' },
      { Status: 'Enabled', Prefix: 'dated/', ExpirationDate: '2027-01-03T00:00:00Z' },
    ],
  },
};
const buckets = [bucket(Bucket, { ...rules, ...eventBridge })];

describe('what the lifecycle rules of a bucket say', () => {
  it('happens at the midnight after the days are over', async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 's3-test-'));
    onTestFinished(() => rm(dataDirectory, { recursive: true }));
    let now = Date.parse('2027-01-01T10:00:00Z');
    const clock = () => now;
    const first = await startS3({ buckets, dataDirectory, clock });
    const keys = ['dated/a', 'kept', 'large/four', 'large/three', 'uploads/a'];
    for (const Key of keys) {
      const Body = Key === 'large/four' ? 'four' : 'xxx';
      await first.root.send(new PutObjectCommand({ Bucket, Key, Body }));
    }
    await first.root.send(new CreateMultipartUploadCommand({ Bucket, Key: 'uploads/u' }));
    await first.root.send(new CreateMultipartUploadCommand({ Bucket, Key: 'kept/u' }));
    await vi.waitFor(() => expect(first.deliveries).toHaveLength(keys.length), { interval: 2 });
    await first.stop();
    const later = async (time: string, expected: string[], uploads: string[], events: number) => {
      now = Date.parse(time);
      const { root, deliveries, stop } = await startS3({ buckets, dataDirectory, clock });
      await vi.waitFor(
        async () => {
          const { Contents = [] } = await root.send(new ListObjectsV2Command({ Bucket }));
          const { Uploads = [] } = await root.send(new ListMultipartUploadsCommand({ Bucket }));
          expect([Contents.map(({ Key }) => Key), Uploads.map(({ Key }) => Key)]).toEqual([expected, uploads]);
          expect(deliveries).toHaveLength(events);
        },
        { interval: 5 },
      );
      await stop();
      return deliveries.map(({ payload }) => JSON.parse(payload).detail);
    };
    await later('2027-01-02T23:59:59Z', keys, ['kept/u', 'uploads/u'], 0);
    const expired = await later('2027-01-03T00:00:00Z', ['kept', 'large/three'], ['kept/u', 'uploads/u'], 3);
    expect(expired).toContainEqual({
      version: '0',
      bucket: { name: Bucket },
      object: { key: 'uploads/a', etag: expect.any(String), sequencer: expect.any(String) },
      'request-id': expect.any(String),
      requester: 's3.amazonaws.com',
      reason: 'Lifecycle Expiration',
      'deletion-type': 'Permanently Deleted',
    });
    await later('2027-01-04T00:00:00Z', ['kept', 'large/three'], ['kept/u'], 0);
  });
});
