import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { AccessDenied } from '../../../local/endpoint/access.ts';
import { type Delivery, NotDeliverable, type Receiver } from '../../../local/targets.ts';
import type { Json } from '../../../local/template/resources.ts';
import { bucket, bucketArn, eventBridge, startS3 } from './harness.ts';

const Bucket = 'files';
const Key = 'imports/é a.csv';
const told = [bucket(Bucket, eventBridge)];
const bus = 'arn:aws:events:us-east-1:000000000000:event-bus/default';

const waitFor = async (deliveries: readonly Delivery[], count: number): Promise<Json[]> => {
  await vi.waitFor(() => expect(deliveries).toHaveLength(count), { interval: 2 });
  return deliveries.map(({ payload }) => JSON.parse(payload));
};

describe('the default event bus', () => {
  it('is told of an object that was put, as AWS tells it', async () => {
    const { root, deliveries, events } = await startS3({ buckets: told });
    const { $metadata } = await root.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
    expect(await waitFor(deliveries, 1)).toEqual([
      {
        version: '0',
        id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        'detail-type': 'Object Created',
        source: 'aws.s3',
        account: '000000000000',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
        region: 'us-east-1',
        resources: [bucketArn(Bucket)],
        detail: {
          version: '0',
          bucket: { name: Bucket },
          object: {
            key: Key,
            size: 5,
            etag: '5d41402abc4b2a76b9719d911017c592',
            sequencer: expect.stringMatching(/^[0-9A-F]{18}$/),
          },
          'request-id': $metadata.requestId,
          requester: '000000000000',
          'source-ip-address': '127.0.0.1',
          reason: 'PutObject',
        },
      },
    ]);
    expect(deliveries).toMatchObject([
      { target: bus, by: { service: 's3.amazonaws.com', sourceArn: bucketArn(Bucket) } },
    ]);
    await vi.waitFor(() =>
      expect(events).toMatchObject([{ source: Bucket, what: `Object Created ${Key}`, outcome: 'delivered' }]),
    );
  });

  it('is told of every way in which objects come and go, in an order that the sequencer gives', async () => {
    const { root, deliveries } = await startS3({ buckets: told });
    await root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    await root.send(new CopyObjectCommand({ Bucket, Key: 'b', CopySource: 'files/a' }));
    const { UploadId } = await root.send(new CreateMultipartUploadCommand({ Bucket, Key: 'c' }));
    const upload = { Bucket, Key: 'c', UploadId };
    const { ETag } = await root.send(new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x' }));
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await root.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload }));
    await root.send(new DeleteObjectCommand({ Bucket, Key: 'a' }));
    await root.send(new DeleteObjectCommand({ Bucket, Key: 'none' }));
    await root.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects: [{ Key: 'b' }, { Key: 'none' }] } }));
    await waitFor(deliveries, 5);
    const details = deliveries.map(({ payload }) => JSON.parse(payload).detail);
    details.sort((one, other) => (one.object.sequencer < other.object.sequencer ? -1 : 1));
    const deleted = { reason: 'DeleteObject', 'deletion-type': 'Permanently Deleted' };
    expect(details).toMatchObject([
      { object: { key: 'a' }, reason: 'PutObject' },
      { object: { key: 'b' }, reason: 'CopyObject' },
      { object: { key: 'c' }, reason: 'CompleteMultipartUpload' },
      { object: { key: 'a' }, ...deleted },
      { object: { key: 'b' }, ...deleted },
    ]);
    expect(details[3].object).not.toHaveProperty('size');
  });

  it('is told nothing of a bucket that does not ask for it, nor of a write that was refused', async () => {
    const { root, deliveries } = await startS3({ buckets: [...told, bucket('silent')] });
    await root.send(new PutObjectCommand({ Bucket: 'silent', Key: 'a', Body: 'x' }));
    await root.send(new PutObjectCommand({ Bucket, Key: 'a', Body: 'x' }));
    const again = new PutObjectCommand({ Bucket, Key: 'a', Body: 'y', IfNoneMatch: '*' });
    await expect(root.send(again)).rejects.toMatchObject({ name: 'PreconditionFailed' });
    await root.send(new PutObjectCommand({ Bucket, Key: 'b', Body: 'x' }));
    expect(await waitFor(deliveries, 2)).toMatchObject([
      { detail: { object: { key: 'a' } } },
      { detail: { object: { key: 'b' } } },
    ]);
  });

  it('is told again until it listens, and given up where that is no use', async () => {
    const answers = [
      new Error('busy'),
      undefined,
      new NotDeliverable('no such bus'),
      new AccessDenied('no', { action: 'a', resource: 'b' }),
    ];
    let tries = 0;
    const receivers: Receiver[] = [
      {
        service: 'events',
        receive: async () => {
          const answer = answers[tries++];
          if (answer) throw answer;
        },
      },
    ];
    const { root, events } = await startS3({ buckets: told, receivers });
    const put = async (reports: number) => {
      await root.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
      await vi.waitFor(() => expect(events).toHaveLength(reports), { interval: 5 });
    };
    await put(2);
    await put(3);
    await put(4);
    expect(events.map(({ outcome }) => outcome)).toEqual(['failed', 'delivered', 'gave up', 'denied']);
  });

  it('is told after a restart of what it was not told before', async () => {
    const dataDirectory = await mkdtemp(join(tmpdir(), 's3-test-'));
    onTestFinished(() => rm(dataDirectory, { recursive: true }));
    const deaf: Receiver = { service: 'events', receive: () => Promise.reject(new Error('busy')) };
    const first = await startS3({ buckets: told, dataDirectory, receivers: [deaf] });
    await first.root.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    await first.stop();
    const { root, deliveries } = await startS3({ buckets: told, dataDirectory });
    expect(await waitFor(deliveries, 1)).toMatchObject([{ detail: { object: { key: Key } } }]);
    await root.send(new PutObjectCommand({ Bucket, Key, Body: 'y' }));
    await waitFor(deliveries, 2);
    const [before, after] = deliveries.map(({ payload }) => JSON.parse(payload).detail.object.sequencer);
    expect(after > before).toBe(true);
  });
});

describe('a function, queue or topic', () => {
  it('is told of the objects and events that its configuration names', async () => {
    const queue = 'arn:aws:sqs:us-east-1:000000000000:q';
    const named = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;
    const rules = [
      { Name: 'prefix', Value: 'imports/' },
      { Name: 'suffix', Value: '.csv' },
    ];
    const configured = bucket(Bucket, {
      NotificationConfiguration: {
        LambdaConfigurations: [
          { Event: 's3:ObjectCreated:*', Function: named('created'), Filter: { S3Key: { Rules: rules } } },
          { Event: 's3:ObjectCreated:Copy', Function: named('copied') },
        ],
        QueueConfigurations: [{ Id: 'mine', Event: 's3:ObjectRemoved:Delete', Queue: queue }],
      },
    });
    const deliveries: Delivery[] = [];
    const receiver = (service: string): Receiver => ({
      service,
      receive: async (delivery) => void deliveries.push(delivery),
    });
    const { root } = await startS3({ buckets: [configured], receivers: [receiver('lambda'), receiver('sqs')] });
    await root.send(new PutObjectCommand({ Bucket, Key: 'imports/a.txt', Body: 'x' }));
    await root.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    await root.send(new DeleteObjectCommand({ Bucket, Key }));
    const [created, removed] = await waitFor(deliveries, 2);
    expect(deliveries.map(({ target }) => target)).toEqual([named('created'), queue]);
    const object = { key: 'imports/%C3%A9+a.csv', sequencer: expect.any(String) };
    expect(created).toMatchObject({
      Records: [
        {
          eventVersion: '2.1',
          eventSource: 'aws:s3',
          awsRegion: 'us-east-1',
          eventName: 'ObjectCreated:Put',
          userIdentity: { principalId: 'AWS:000000000000' },
          s3: {
            s3SchemaVersion: '1.0',
            bucket: { name: Bucket, arn: bucketArn(Bucket) },
            object: { ...object, size: 1, eTag: '9dd4e461268c8034f5c8564e155c67a6' },
          },
        },
      ],
    });
    expect(removed).toMatchObject({
      Records: [{ eventName: 'ObjectRemoved:Delete', s3: { configurationId: 'mine', object } }],
    });
  });
});
