import { request } from 'node:http';
import {
  AbortMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../local/template/resources.ts';
import { document, resource, roleArn } from '../endpoint/resources.ts';
import { signed } from '../endpoint/signing.ts';
import { allow, bucket, bucketArn, startS3 } from './harness.ts';

const Bucket = 'files';
const Key = 'imports/a';
const objects = `${bucketArn(Bucket)}/imports/*`;
const denied = (action: string, on: string) => ({
  name: 'AccessDenied',
  $metadata: expect.objectContaining({ httpStatusCode: 403 }),
  message:
    'User: arn:aws:sts::000000000000:assumed-role/my-role/my-function is not authorized to perform: ' +
    `${action} on resource: ${on} because no identity-based policy allows the ${action} action`,
});

describe('a function', () => {
  it('needs the permission of each operation, on the object', async () => {
    const { client, reports } = await startS3();
    const s3 = client();
    const on = `${bucketArn(Bucket)}/${Key}`;
    const upload = { Bucket, Key, UploadId: 'x' };
    await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))).rejects.toMatchObject(
      denied('s3:PutObject', on),
    );
    await expect(s3.send(new GetObjectCommand({ Bucket, Key }))).rejects.toMatchObject(denied('s3:GetObject', on));
    await expect(s3.send(new DeleteObjectCommand({ Bucket, Key }))).rejects.toMatchObject(
      denied('s3:DeleteObject', on),
    );
    const begin = new CreateMultipartUploadCommand({ Bucket, Key });
    await expect(s3.send(begin)).rejects.toMatchObject(denied('s3:PutObject', on));
    const part = new UploadPartCommand({ ...upload, PartNumber: 1, Body: 'x' });
    await expect(s3.send(part)).rejects.toMatchObject(denied('s3:PutObject', on));
    const abort = new AbortMultipartUploadCommand(upload);
    await expect(s3.send(abort)).rejects.toMatchObject(denied('s3:AbortMultipartUpload', on));
    expect(reports.map(({ outcome }) => outcome)).toEqual(Array(6).fill('denied'));
  });

  it('learns that nothing is there only where it may list', async () => {
    const get = new GetObjectCommand({ Bucket, Key });
    const without = await startS3({ allow: [allow('s3:GetObject', objects)] });
    await expect(without.client().send(get)).rejects.toMatchObject(denied('s3:ListBucket', bucketArn(Bucket)));
    expect(without.reports).toMatchObject([{ outcome: 'denied', refusal: expect.stringContaining('s3:ListBucket') }]);
    const both = [allow('s3:GetObject', objects), allow('s3:ListBucket', bucketArn(Bucket))];
    const { client } = await startS3({ allow: both });
    await expect(client().send(get)).rejects.toMatchObject({ name: 'NoSuchKey', $metadata: { httpStatusCode: 404 } });
  });

  it('may list a prefix, where its policy says which', async () => {
    const only = {
      ...allow('s3:ListBucket', bucketArn(Bucket)),
      Condition: { StringLike: { 's3:prefix': 'imports/*' }, NumericLessThanEquals: { 's3:max-keys': '10' } },
    };
    const { client } = await startS3({ allow: [only] });
    const s3 = client();
    const list = (input: object) => s3.send(new ListObjectsV2Command({ Bucket, ...input }));
    await list({ Prefix: 'imports/', MaxKeys: 10 });
    await expect(list({ Prefix: 'imports/', MaxKeys: 11 })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(list({ Prefix: 'imports/' })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(list({ Prefix: 'reports/', MaxKeys: 1 })).rejects.toMatchObject({ name: 'AccessDenied' });
    await expect(list({ MaxKeys: 1 })).rejects.toMatchObject({ name: 'AccessDenied' });
  });

  it('needs both ends of a copy, and to read what it would replace on a condition', async () => {
    const put = allow('s3:PutObject', objects);
    const { client, root } = await startS3({ allow: [put] });
    await root.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const s3 = client();
    const copy = new CopyObjectCommand({ Bucket, Key: 'imports/b', CopySource: `${Bucket}/${Key}` });
    const on = `${bucketArn(Bucket)}/${Key}`;
    await expect(s3.send(copy)).rejects.toMatchObject(denied('s3:GetObject', on));
    const conditional = new PutObjectCommand({ Bucket, Key, Body: 'x', IfMatch: '"x"' });
    await expect(s3.send(conditional)).rejects.toMatchObject(denied('s3:GetObject', on));
    const onDelete = await startS3({ allow: [allow('s3:DeleteObject', objects)] });
    const remove = new DeleteObjectCommand({ Bucket, Key, IfMatch: '"x"' });
    await expect(onDelete.client().send(remove)).rejects.toMatchObject(denied('s3:GetObject', on));
  });

  it('is denied some of many deletes, and not the others', async () => {
    const { client, root } = await startS3({ allow: [allow('s3:DeleteObject', objects)] });
    for (const key of [Key, 'other']) await root.send(new PutObjectCommand({ Bucket, Key: key, Body: 'x' }));
    const Objects = [{ Key: 'other' }, { Key }];
    const { Deleted, Errors } = await client().send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
    expect(Deleted).toEqual([{ Key }]);
    expect(Errors).toMatchObject([{ Key: 'other', Code: 'AccessDenied', Message: /s3:DeleteObject/ }]);
    await root.send(new GetObjectCommand({ Bucket, Key: 'other' }));
  });

  it('may be held to conditions on its request', async () => {
    const put = (condition: JsonObject) => ({
      ...allow('s3:PutObject', objects),
      Condition: { StringEquals: condition },
    });
    const attempt = async (condition: JsonObject, input: object) => {
      const { client } = await startS3({ allow: [put(condition)] });
      return client().send(new PutObjectCommand({ Bucket, Key, Body: 'x', ...input }));
    };
    await attempt({ 's3:x-amz-server-side-encryption': 'AES256' }, { ServerSideEncryption: 'AES256' });
    await expect(attempt({ 's3:x-amz-server-side-encryption': 'AES256' }, {})).rejects.toMatchObject({
      name: 'AccessDenied',
    });
    await attempt({ 's3:if-none-match': '*', 's3:authType': 'REST-HEADER' }, { IfNoneMatch: '*' });
    await expect(attempt({ 's3:authType': 'REST-QUERY-STRING' }, {})).rejects.toMatchObject({ name: 'AccessDenied' });
  });
});

describe("a bucket's policy", () => {
  const policy = (...statements: JsonObject[]) =>
    resource('AWS::S3::BucketPolicy', 'policy', {
      Bucket,
      PolicyDocument: document(...statements),
    });
  const all = [bucketArn(Bucket), `${bucketArn(Bucket)}/*`];

  it('lets a role in, or keeps it out', async () => {
    const get = new GetObjectCommand({ Bucket, Key });
    const open = { ...allow('s3:GetObject', objects), Principal: { AWS: roleArn } };
    const { client, root } = await startS3({ others: [policy(open)] });
    await root.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    await client().send(get);
    const closed = { Effect: 'Deny', Principal: '*', Action: 's3:*', Resource: all };
    const other = await startS3({ others: [policy(closed)], allow: [allow('s3:*', '*')] });
    await expect(other.client().send(get)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('explicit deny in a resource-based policy'),
    });
  });

  it('that asks for TLS is met: loopback stands for it', async () => {
    const tls = {
      Effect: 'Deny',
      Principal: '*',
      Action: 's3:*',
      Resource: all,
      Condition: { Bool: { 'aws:SecureTransport': 'false' } },
    };
    const { client } = await startS3({ others: [policy(tls)], allow: [allow('s3:PutObject', objects)] });
    await client().send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
  });
});

describe('a bucket', () => {
  it('may also be named by the host', async () => {
    const { url, identities, root } = await startS3();
    await root.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }));
    const host = `${Bucket}.localhost:${new URL(url).port}`;
    const options = { service: 's3', credentials: identities.root };
    const { headers } = await signed({ method: 'GET', path: `/${Key}`, headers: { host } }, options);
    const text = await new Promise((resolve, reject) => {
      const sent = request(`${url}/${Key}`, { headers }, (answer) =>
        answer.on('data', (data) => resolve(String(data))),
      );
      sent.on('error', reject).end();
    });
    expect(text).toBe('x');
  });
});

describe('whoever signs nothing', () => {
  it('is refused in the words of S3', async () => {
    const { url } = await startS3({ buckets: [bucket(Bucket)] });
    const answer = await fetch(`${url}/${Bucket}/${Key}`);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([403, 'application/xml']);
    expect(await answer.text()).toContain('<Code>AccessDenied</Code>');
  });
});

describe('faults', () => {
  it('are those of S3', async () => {
    const { client, reports } = await startS3({ allow: [allow('s3:PutObject', objects)], faultRate: 1 });
    const s3 = client();
    for (let i = 0; i < 20; i++) {
      await expect(s3.send(new PutObjectCommand({ Bucket, Key, Body: 'x' }))).rejects.toThrow();
    }
    const answered = new Map(reports.flatMap(({ error, status }) => (error === undefined ? [] : [[error, status]])));
    expect(answered).toEqual(
      new Map([
        ['SlowDown', 503],
        ['InternalError', 500],
      ]),
    );
  });
});
