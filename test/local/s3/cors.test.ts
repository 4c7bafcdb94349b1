import { PutObjectCommand } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { describe, expect, it } from 'vitest';
import { bucket, startS3 } from './harness.ts';

const origin = 'http://127.0.0.1:4000';
const rules = {
  CorsConfiguration: {
    CorsRules: [
      { AllowedMethods: ['GET'], AllowedOrigins: ['*'] },
      {
        AllowedMethods: ['PUT'],
        AllowedOrigins: ['http://127.0.0.1:*'],
        AllowedHeaders: ['Content-Type', 'x-amz-*'],
        ExposedHeaders: ['ETag'],
        MaxAge: 600,
      },
    ],
  },
};
const start = () => startS3({ buckets: [bucket('files', rules), bucket('closed')] });
const preflight = (url: string, headers: Record<string, string>, path = '/files/a') =>
  fetch(`${url}${path}`, { method: 'OPTIONS', headers });

describe('a browser', () => {
  it('is told what a page of another origin may send', async () => {
    const { url } = await start();
    const asked = {
      origin,
      'access-control-request-method': 'PUT',
      'access-control-request-headers': 'content-type, X-Amz-Meta-A',
    };
    const answer = await preflight(url, asked);
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-methods': 'PUT',
      'access-control-allow-headers': 'content-type, x-amz-meta-a',
      'access-control-expose-headers': 'ETag',
      'access-control-max-age': '600',
      'access-control-allow-credentials': 'true',
    });
    const anyone = await preflight(url, { origin: 'https://a.example', 'access-control-request-method': 'GET' });
    expect(anyone.headers.get('access-control-allow-origin')).toBe('*');
  });

  it('is told so of a presigned URL too', async () => {
    const { root } = await start();
    const signed = await getSignedUrl(
      root,
      new PutObjectCommand({ Bucket: 'files', Key: 'a', ContentType: 'text/csv' }),
    );
    const asked = { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'content-type' };
    const answer = await fetch(signed, { method: 'OPTIONS', headers: asked });
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
  });

  it.each([
    ['another origin', '/files/a', { origin: 'https://a.example', 'access-control-request-method': 'PUT' }, 403],
    ['another method', '/files/a', { origin, 'access-control-request-method': 'DELETE' }, 403],
    [
      'another header',
      '/files/a',
      { origin, 'access-control-request-method': 'PUT', 'access-control-request-headers': 'if-match' },
      403,
    ],
    ['a bucket without rules', '/closed/a', { origin, 'access-control-request-method': 'GET' }, 403],
    ['no origin', '/files/a', { 'access-control-request-method': 'GET' }, 400],
  ])('is refused with %s', async (_name, path, headers, status) => {
    const { url } = await start();
    const answer = await preflight(url, headers, path);
    expect([answer.status, answer.headers.get('access-control-allow-origin')]).toEqual([status, null]);
  });

  it('may show the answer to the page, of a refusal too', async () => {
    const { url, root } = await start();
    const signed = await getSignedUrl(root, new PutObjectCommand({ Bucket: 'files', Key: 'a' }));
    const put = (to: string, from: string) => fetch(to, { method: 'PUT', body: 'x', headers: { origin: from } });
    const answers = [
      await put(`${url}/files/a`, origin),
      await put(signed, 'https://a.example'),
      await put(signed, origin),
    ];
    expect(answers.map(({ headers }) => headers.get('access-control-allow-origin'))).toEqual([origin, null, origin]);
    expect(answers[0]?.status).toBe(403);
    expect(answers[2]?.headers.get('access-control-expose-headers')).toBe('ETag');
  });
});
