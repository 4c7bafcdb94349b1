import { describe, expect, it } from 'vitest';
import { refusal, signed } from './signing.ts';

const minutes = (count: number) => new Date(Date.now() + count * 60_000);

describe('a presigned request', () => {
  const unsigned = { 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' };
  const object = { method: 'PUT', path: '/bucket/a%20b/%C3%A9%21.txt', headers: unsigned };
  const presign = { expiresIn: 900 };

  it('is taken until it expires, with any body where the body is not signed', async () => {
    const request = await signed(object, { service: 's3', presign });
    expect(refusal(request)).toBeUndefined();
    expect(refusal({ ...request, body: Buffer.from('any') })).toBeUndefined();
    const late = await signed(object, { service: 's3', presign, signingDate: minutes(-15.1) });
    expect(refusal(late)).toEqual({ reason: 'expired signature', message: 'Request has expired' });
    const early = await signed(object, { service: 's3', presign, signingDate: minutes(15.1) });
    expect(refusal(early)?.message).toContain('Signature not yet current');
  });

  it.each([
    ['X-Amz-Expires', '90000'],
    ['X-Amz-Signature', '00'],
    ['X-Amz-Date', '20200101T000000Z'],
    ['X-Amz-Security-Token', 'other'],
    ['x-id', 'GetObject'],
  ])('is refused with another %s', async (name, value) => {
    const request = await signed(object, { service: 's3', presign });
    request.query.set(name, value);
    expect(refusal(request)).toBeDefined();
  });

  it.each(['X-Amz-Credential', 'X-Amz-Signature', 'X-Amz-SignedHeaders', 'X-Amz-Date', 'X-Amz-Expires'])(
    'is refused without %s',
    async (name) => {
      const request = await signed(object, { service: 's3', presign });
      request.query.delete(name);
      expect(refusal(request)?.message).toContain(`AWS query-string parameters must include '${name}'. `);
    },
  );

  it('must send the headers that were signed, as they were', async () => {
    const headers = { ...unsigned, 'content-length': '5', 'content-type': 'text/csv' };
    const request = await signed({ ...object, headers }, { service: 's3', presign });
    expect(request.query.get('X-Amz-SignedHeaders')).toBe('content-length;content-type;host');
    expect(refusal(request)).toBeUndefined();
    expect(refusal({ ...request, headers: { ...request.headers, 'content-length': '6' } })?.reason).toBe(
      'wrong signature',
    );
  });

  it('cannot live longer than a week', async () => {
    const request = await signed(object, { service: 's3', presign });
    request.query.set('X-Amz-Expires', '604801');
    expect(refusal(request)?.message).toMatch(/^X-Amz-Expires must be/);
    request.query.set('X-Amz-Expires', '-1');
    expect(refusal(request)?.message).toMatch(/^X-Amz-Expires must be/);
  });

  it('is refused when it also has an Authorization header', async () => {
    const request = await signed(object, { service: 's3', presign });
    const both = { ...request, headers: { ...request.headers, authorization: 'AWS4-HMAC-SHA256 x' } };
    expect(refusal(both)?.message).toContain("Found both 'X-Amz-Algorithm' as a query-string param");
  });
});

describe('an S3 request', () => {
  it('states the hash of its body', async () => {
    const request = await signed({ method: 'PUT', path: '/bucket/key', body: 'one' }, { service: 's3' });
    expect(refusal(request)).toBeUndefined();
    expect(refusal({ ...request, body: Buffer.from('two') })?.message).toContain(
      "'x-amz-content-sha256' header does not match",
    );
  });

  it('may leave its body unsigned, and DynamoDB may not', async () => {
    const headers = { 'x-amz-content-sha256': 'UNSIGNED-PAYLOAD' };
    expect(refusal(await signed({ headers, body: 'one' }, { service: 's3' }))).toBeUndefined();
    expect(refusal(await signed({ headers, body: 'one' }))?.reason).toBe('wrong signature');
  });

  it('must sign every x-amz header', async () => {
    const request = await signed({ method: 'PUT', path: '/bucket/key' }, { service: 's3' });
    const found = refusal({ ...request, headers: { ...request.headers, 'x-amz-acl': 'public-read' } });
    expect(found).toEqual({
      reason: 'access denied',
      message: 'There were headers present in the request which were not signed: x-amz-acl',
    });
  });
});
