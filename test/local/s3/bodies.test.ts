import { createHash, createHmac } from 'node:crypto';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { signed } from '../endpoint/signing.ts';
import { startS3 } from './harness.ts';

const Bucket = 'files';
const Key = 'a';

/** An endpoint with a folder that can be looked into. */
const start = async () => {
  const dataDirectory = await mkdtemp(join(tmpdir(), 's3-test-'));
  const run = await startS3({ dataDirectory });
  onTestFinished(() => rm(dataDirectory, { recursive: true }));
  const content = async () => {
    const { Body } = await run.root.send(new GetObjectCommand({ Bucket, Key }));
    return await Body?.transformToString();
  };
  /** A signed PUT, to be sent by hand. */
  const put = async (headers: Record<string, string>) =>
    (
      await signed(
        { method: 'PUT', path: `/${Bucket}/${Key}`, headers: { host: new URL(run.url).host, ...headers } },
        { service: 's3', credentials: run.identities.root },
      )
    ).headers;
  const send = (headers: Record<string, string>, body: string | undefined) =>
    new Promise<{ status: number; text: string; headers: IncomingHttpHeaders; continued: boolean }>(
      (resolve, reject) => {
        let continued = false;
        const sent = httpRequest(`${run.url}/${Bucket}/${Key}`, { method: 'PUT', headers, agent: false }, (answer) => {
          let text = '';
          answer.on('data', (data) => {
            text += data;
          });
          answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text, headers: answer.headers, continued }));
        });
        sent.on('error', reject);
        sent.on('continue', () => {
          continued = true;
          sent.end(body);
        });
        if (headers.expect === undefined) sent.end(body);
        else sent.flushHeaders();
      },
    );
  const folder = join(dataDirectory, 's3');
  return { ...run, content, put, send, folder, files: () => readdir(folder) };
};

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();

/** The chunks of a signed body, as AWS's documents describe them: not by the code that checks them. */
const signedChunks = (headers: Record<string, string>, secret: string, chunks: string[], trailers?: string) => {
  const dateTime = headers['x-amz-date'] ?? '';
  const date = dateTime.slice(0, 8);
  const key = [date, 'us-east-1', 's3', 'aws4_request'].reduce<string | Buffer>(hmac, `AWS4${secret}`);
  let last = /Signature=([0-9a-f]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  const sign = (kind: string, ...hashes: string[]) => {
    const text = [kind, dateTime, `${date}/us-east-1/s3/aws4_request`, last, ...hashes].join('\n');
    last = hmac(key, text).toString('hex');
    return last;
  };
  const framed = [...chunks, ''].map((chunk) => {
    const signature = sign('AWS4-HMAC-SHA256-PAYLOAD', sha256(''), sha256(chunk));
    const head = `${Buffer.byteLength(chunk).toString(16)};chunk-signature=${signature}\r\n`;
    return chunk === '' ? head : `${head}${chunk}\r\n`;
  });
  if (trailers === undefined) return `${framed.join('')}\r\n`;
  const signature = sign('AWS4-HMAC-SHA256-TRAILER', sha256(`${trailers}\n`));
  return `${framed.join('')}${trailers}\r\nx-amz-trailer-signature:${signature}\r\n\r\n`;
};

const streaming = (decodedLength: number, more: Record<string, string> = {}) => ({
  'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD',
  'x-amz-decoded-content-length': String(decodedLength),
  'content-encoding': 'aws-chunked',
  ...more,
});

describe('a body signed in chunks', () => {
  it('is taken where each signature is right', async () => {
    const { put, send, identities, content } = await start();
    const headers = await put(streaming(8));
    const body = signedChunks(headers, identities.root.secretAccessKey, ['one,', 'two\n']);
    expect((await send(headers, body)).status).toBe(200);
    expect(await content()).toBe('one,two\n');
  });

  it.each([
    ['another content', (body: string) => body.replace('two', 'six')],
    [
      'another signature',
      (body: string) => body.replace(/(chunk-signature=)(.)/, (_, name, digit) => name + (digit === 'f' ? '0' : 'f')),
    ],
    ['no signatures', (body: string) => body.replaceAll(/;chunk-signature=\w+/g, '')],
    ['a chunk less', (body: string) => body.replace(/^4;.*\r\none,\r\n/, '')],
    ['the end cut off', (body: string) => body.slice(0, body.indexOf('0;chunk'))],
    ['a longer chunk', (body: string) => body.replace('two\n', 'two\n!')],
  ])('is refused with %s, and leaves nothing', async (_name, change) => {
    const { put, send, identities, files } = await start();
    const headers = await put(streaming(8));
    const body = change(signedChunks(headers, identities.root.secretAccessKey, ['one,', 'two\n']));
    expect([400, 403]).toContain((await send(headers, body)).status);
    expect(await files()).toEqual([]);
  });

  it.each([7, 9])('is refused where it is not of the length that was stated: %d', async (length) => {
    const { put, send, identities } = await start();
    const headers = await put(streaming(length));
    const body = signedChunks(headers, identities.root.secretAccessKey, ['one,', 'two\n']);
    expect(await send(headers, body)).toMatchObject({ status: 400, text: /<Code>IncompleteBody</ });
  });

  it('has its trailers signed too, and the checksum in them holds', async () => {
    const { put, send, identities, content } = await start();
    const trailer = { 'x-amz-trailer': 'x-amz-checksum-crc32' };
    const kind = { 'x-amz-content-sha256': 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER' };
    const headers = await put(streaming(9, { ...trailer, ...kind }));
    const framed = (crc: string) =>
      signedChunks(headers, identities.root.secretAccessKey, ['123456789'], `x-amz-checksum-crc32:${crc}`);
    expect(await send(headers, framed('AAAAAA=='))).toMatchObject({ status: 400, text: /<Code>BadDigest</ });
    const forged = framed('AAAAAA==').replace('AAAAAA==', 'y/Q5Jg==');
    expect(await send(headers, forged)).toMatchObject({ status: 403, text: /<Code>SignatureDoesNotMatch</ });
    expect((await send(headers, framed('y/Q5Jg=='))).status).toBe(200);
    expect(await content()).toBe('123456789');
  });
});

describe('a body', () => {
  it('is the one whose hash was signed', async () => {
    const { put, send, files } = await start();
    const headers = await put({ 'x-amz-content-sha256': sha256('one') });
    expect(await send(headers, 'two')).toMatchObject({ status: 400, text: /<Code>XAmzContentSHA256Mismatch</ });
    expect(await files()).toEqual([]);
    expect((await send(headers, 'one')).status).toBe(200);
  });

  it('has a length', async () => {
    const { put, send } = await start();
    const headers = await put({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' });
    const chunked = await send({ ...headers, 'transfer-encoding': 'chunked' }, 'x');
    expect(chunked).toMatchObject({ status: 411, text: /<Code>MissingContentLength</ });
    const tooLarge = { ...headers, 'content-length': String(5 * 1024 ** 3 + 1), expect: '100-continue' };
    expect(await send(tooLarge, '')).toMatchObject({ status: 400, text: /<Code>EntityTooLarge</, continued: false });
  });

  it('is asked for only where it is wanted', async () => {
    const { put, send, content } = await start();
    const expecting = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '5', expect: '100-continue' };
    expect(await send(await put(expecting), 'hello')).toMatchObject({ status: 200, continued: true });
    expect(await content()).toBe('hello');
    const refused = await send(await put({ ...expecting, 'if-none-match': '*' }), 'hello');
    expect(refused).toMatchObject({ status: 412, continued: false, headers: { connection: 'close' } });
  });

  it('that ends before its length leaves nothing', async () => {
    const { put, url, files, reports } = await start();
    const headers = await put({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '1000000' });
    const sent = httpRequest(`${url}/${Bucket}/${Key}`, { method: 'PUT', headers });
    sent.on('error', () => undefined);
    sent.write(Buffer.alloc(500_000));
    await vi.waitFor(async () => expect(await files()).toHaveLength(1), { interval: 5 });
    sent.destroy();
    await vi.waitFor(() => expect(reports).toMatchObject([{ error: 'IncompleteBody' }]), { interval: 5 });
    expect(await files()).toEqual([]);
  });

  it('goes to its file while it still comes in', async () => {
    const { put, url, files, folder, content } = await start();
    const headers = await put({ 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD', 'content-length': '8000001' });
    const sent = httpRequest(`${url}/${Bucket}/${Key}`, { method: 'PUT', headers });
    const answered = new Promise((resolve) => sent.on('response', (answer) => resolve(answer.statusCode)));
    sent.write(Buffer.alloc(8_000_000, 'x'));
    await vi.waitFor(
      async () => {
        const [file = ''] = await files();
        expect((await stat(join(folder, file))).size).toBeGreaterThan(7_900_000);
      },
      { interval: 5, timeout: 20_000 },
    );
    await expect(content()).rejects.toMatchObject({ name: 'NoSuchKey' });
    sent.end('y');
    expect(await answered).toBe(200);
    expect((await content())?.length).toBe(8_000_001);
  });

  it('is read no faster than its client takes it', async () => {
    const { root } = await start();
    const size = 24_000_000;
    await root.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(size) }));
    const before = process.memoryUsage().arrayBuffers;
    const { Body } = await root.send(new GetObjectCommand({ Bucket, Key }));
    // Time enough to read all of it, as another request shows that is answered meanwhile.
    const other = await root.send(new GetObjectCommand({ Bucket, Key }));
    if (!(Body instanceof Readable) || !(other.Body instanceof Readable)) throw new Error('no streams');
    await root.send(new HeadObjectCommand({ Bucket, Key }));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(size / 4);
    Body.destroy();
    other.Body.destroy();
  });

  it('that nobody reads to its end holds up nobody', async () => {
    const { root, files } = await start();
    await root.send(new PutObjectCommand({ Bucket, Key, Body: Buffer.alloc(8_000_000) }));
    const { Body } = await root.send(new GetObjectCommand({ Bucket, Key }));
    if (!(Body instanceof Readable)) throw new Error('no stream');
    await new Promise((resolve) => Body.once('data', resolve));
    await root.send(new PutObjectCommand({ Bucket, Key, Body: 'new' }));
    expect(await files()).toHaveLength(2);
    Body.destroy();
    await vi.waitFor(async () => expect(await files()).toHaveLength(1), { interval: 5 });
  });
});
