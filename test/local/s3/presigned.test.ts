import { GetObjectCommand, PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { roleArn } from '../endpoint/resources.ts';
import { allow, bucketArn, startS3 } from './harness.ts';

const Bucket = 'files';
const Key = 'imports/a b.csv';
const mayPut = allow(['s3:PutObject', 's3:GetObject'], `${bucketArn(Bucket)}/imports/*`);

/** A URL that takes exactly five bytes of CSV, once. */
const uploadUrl = (client: S3Client, more: object = {}) =>
  getSignedUrl(
    client,
    new PutObjectCommand({ Bucket, Key, ContentLength: 5, ContentType: 'text/csv', IfNoneMatch: '*', ...more }),
    {
      expiresIn: 900,
      signableHeaders: new Set(['content-length', 'content-type', 'if-none-match']),
      unhoistableHeaders: new Set(['if-none-match']),
    },
  );

const headers = { 'content-type': 'text/csv', 'if-none-match': '*' };
const plain = { requestChecksumCalculation: 'WHEN_REQUIRED' } as const;
const codeOf = async (answer: Response) => [answer.status, /<Code>(.*)<\/Code>/.exec(await answer.text())?.[1]];

describe('a presigned PUT', () => {
  it('is good for whoever has it, as the function that signed it may put', async () => {
    const { client, root, reports } = await startS3({ allow: [mayPut] });
    const url = await uploadUrl(client(plain));
    expect((await fetch(url, { method: 'PUT', headers, body: 'a,b,c' })).status).toBe(200);
    const report = { operation: 'PutObject', principalArn: roleArn, outcome: 'allowed', isPresigned: true };
    expect(reports).toMatchObject([report]);
    const { Body, ContentType } = await root.send(new GetObjectCommand({ Bucket, Key }));
    expect([ContentType, await Body?.transformToString()]).toEqual(['text/csv', 'a,b,c']);
    expect(await codeOf(await fetch(url, { method: 'PUT', headers, body: 'd,e,f' }))).toEqual([
      412,
      'PreconditionFailed',
    ]);
  });

  it('meets no faults: those are for the calls of functions, not of who they gave a URL', async () => {
    const { client } = await startS3({ allow: [mayPut], faultRate: 1 });
    const url = await uploadUrl(client(plain));
    expect((await fetch(url, { method: 'PUT', headers, body: 'a,b,c' })).status).toBe(200);
  });

  it.each([
    ['a longer body', headers, 'a,b,c,d'],
    ['a shorter body', headers, 'a,b'],
    ['no body', headers, undefined],
    ['another content type', { ...headers, 'content-type': 'text/plain' }, 'a,b,c'],
    ['no content type', { 'if-none-match': '*' }, new Uint8Array(5)],
    ['no condition', { 'content-type': 'text/csv' }, 'a,b,c'],
    ['another header of S3 that nobody signed', { ...headers, 'x-amz-meta-a': 'b' }, 'a,b,c'],
  ])('is refused with %s, and takes the right one after that', async (_name, sent, body) => {
    const { client } = await startS3({ allow: [mayPut] });
    const url = await uploadUrl(client(plain));
    const refused = await fetch(url, { method: 'PUT', headers: sent, ...(body !== undefined && { body }) });
    expect(await codeOf(refused)).toEqual([403, expect.stringMatching(/^(SignatureDoesNotMatch|AccessDenied)$/)]);
    expect((await fetch(url, { method: 'PUT', headers, body: 'a,b,c' })).status).toBe(200);
  });

  it('may put into no other place, by no other method, and for no longer', async () => {
    const { client } = await startS3({ allow: [mayPut] });
    const url = await uploadUrl(client(plain));
    const put = (changed: string) => fetch(changed, { method: 'PUT', headers, body: 'a,b,c' }).then(codeOf);
    const forged = [403, 'SignatureDoesNotMatch'];
    expect(await put(url.replace('imports/', 'others/'))).toEqual(forged);
    expect(await put(url.replace('Expires=900', 'Expires=901'))).toEqual(forged);
    expect(await put(url.replace(/Signature=..../, 'Signature=0000'))).toEqual(forged);
    expect(await put(`${url}&x-amz-meta-a=b`)).toEqual(forged);
    expect(await put(url.replace('Expires=900', 'Expires=604801'))).toEqual([400, 'AuthorizationQueryParametersError']);
    const got = await fetch(url, { headers: { 'content-type': 'text/csv', 'if-none-match': '*' } });
    expect(await codeOf(got)).toEqual(forged);
  });

  it('ends when it expires', async () => {
    const { client } = await startS3({ allow: [mayPut] });
    const late = { expiresIn: 900, signingDate: new Date(Date.now() - 901_000) };
    const url = await getSignedUrl(client(plain), new PutObjectCommand({ Bucket, Key }), late);
    const answer = await fetch(url, { method: 'PUT', body: 'x' });
    expect(await answer.clone().text()).toContain('<Message>Request has expired</Message>');
    expect(await codeOf(answer)).toEqual([403, 'AccessDenied']);
  });

  it('can do what its signer may do when it is used, also after the signing process has ended', async () => {
    const { identities, clientWith } = await startS3({ allow: [mayPut] });
    const credentials = identities.issue({ roleArn, sessionName: 'my-function' });
    const url = await uploadUrl(clientWith(credentials, plain));
    identities.revoke(credentials.accessKeyId);
    identities.setRoles(new Map());
    expect(await codeOf(await fetch(url, { method: 'PUT', headers, body: 'a,b,c' }))).toEqual([403, 'AccessDenied']);
  });

  it('of a process that has ended still works', async () => {
    const { identities, clientWith } = await startS3({ allow: [mayPut] });
    const credentials = identities.issue({ roleArn, sessionName: 'my-function' });
    const url = await uploadUrl(clientWith(credentials, plain));
    identities.revoke(credentials.accessKeyId);
    expect((await fetch(url, { method: 'PUT', headers, body: 'a,b,c' })).status).toBe(200);
  });

  it('of the bare minimum takes any body', async () => {
    const { client } = await startS3({ allow: [mayPut] });
    const url = await getSignedUrl(client(plain), new PutObjectCommand({ Bucket, Key }), { expiresIn: 60 });
    expect((await fetch(url, { method: 'PUT', body: 'anything' })).status).toBe(200);
    expect((await fetch(url, { method: 'PUT', body: 'else', headers: { 'content-type': 'a/b' } })).status).toBe(200);
  });

  it('holds the body to a checksum that was signed, and stores the metadata', async () => {
    const { client, root } = await startS3({ allow: [mayPut] });
    const command = new PutObjectCommand({ Bucket, Key, ChecksumCRC32: 'NhCmhg==', Metadata: { a: 'b' } });
    const url = await getSignedUrl(client(plain), command, { expiresIn: 60 });
    expect(await codeOf(await fetch(url, { method: 'PUT', body: 'other' }))).toEqual([400, 'BadDigest']);
    expect((await fetch(url, { method: 'PUT', body: 'hello' })).status).toBe(200);
    const { Metadata } = await root.send(new GetObjectCommand({ Bucket, Key }));
    expect(Metadata).toEqual({ a: 'b' });
  });
});

describe('a presigned GET', () => {
  it('sends what it was signed for, with the headers that it sets', async () => {
    const { client, root } = await startS3({ allow: [mayPut] });
    await root.send(new PutObjectCommand({ Bucket, Key, Body: 'hello' }));
    const command = new GetObjectCommand({ Bucket, Key, ResponseContentDisposition: 'attachment; filename="é.csv"' });
    const answer = await fetch(
      await getSignedUrl(client(), new GetObjectCommand({ Bucket, Key, ResponseContentType: 'a/b' })),
    );
    expect([answer.status, answer.headers.get('content-type'), await answer.text()]).toEqual([200, 'a/b', 'hello']);
    const part = await fetch(await getSignedUrl(client(), command), { headers: { range: 'bytes=1-2' } });
    expect([part.status, await part.text()]).toEqual([206, 'el']);
  });

  it('is no way around the policy', async () => {
    const { client } = await startS3();
    const url = await getSignedUrl(client(), new GetObjectCommand({ Bucket, Key }));
    const answer = await fetch(url);
    expect(await answer.clone().text()).toContain('is not authorized to perform: s3:GetObject on resource: ');
    expect(await codeOf(answer)).toEqual([403, 'AccessDenied']);
  });
});
