import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { deriveSigningKey, sha256, sign } from '../../../local/endpoint/signature.ts';
import { verifySignature } from '../../../local/endpoint/sigv4.ts';
import { roleResource } from './resources.ts';
import { identities, refusal, session, signed } from './signing.ts';

const putItem = {
  headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'DynamoDB_20120810.PutItem' },
  body: '{"TableName":"rides"}',
};
const minutes = (count: number) => new Date(Date.now() + count * 60_000);
const wrongSignature = 'The request signature we calculated does not match the signature you provided.';

describe('a request signed by an AWS SDK', () => {
  it('is known by its access key, with the service it was signed for', async () => {
    const { identity, service } = verifySignature(await signed(putItem), 'us-east-1', identities);
    expect(service).toBe('dynamodb');
    expect(identity.caller).toMatchObject({
      accessKeyId: session.accessKeyId,
      arn: 'arn:aws:sts::000000000000:assumed-role/my-role/my-function',
      principalArn: 'arn:aws:iam::000000000000:role/my-role',
      userId: 'AROAABCDEFGHIJKLMNOPQ:my-function',
    });
  });

  it('may be the root, who has no session token', async () => {
    expect(refusal(await signed(putItem, { credentials: identities.root }))).toBeUndefined();
  });

  it('is taken with any path, query, header and body', async () => {
    const text = fc.string({ unit: 'grapheme', maxLength: 12 });
    const query = fc.dictionary(text, fc.oneof(text, fc.array(text, { minLength: 1, maxLength: 3 })), { maxKeys: 4 });
    const encoded = ['a', '.', '..', '%20', '%2F', '~', '-', '%28', '%C3%A9'];
    const path = (parts: string[]) => fc.array(fc.array(fc.constantFrom(...parts)).map((part) => part.join('')));
    // S3's clients encode all that must be; elsewhere a path is signed whatever is in it.
    const target = fc.oneof(
      fc.record({ service: fc.constant('s3'), path: path(encoded) }),
      fc.record({ service: fc.constantFrom('dynamodb', 'lambda'), path: path([...encoded, '+', '(', '*', '']) }),
    );
    await fc.assert(
      fc.asyncProperty(query, target, text, async (query, { service, path }, body) => {
        // The signer's own members, and one that its plain objects cannot hold.
        fc.pre(!Object.keys(query).some((name) => /^(x-amz-.*|__proto__)$/i.test(name)));
        const parts = { query, body, path: `/${path.join('/')}`, headers: { 'x-amz-meta-note': ' two   spaces ' } };
        expect(refusal(await signed(parts, { service }))).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    ['another body', { body: Buffer.from('{"TableName":"users"}') }],
    ['no body', { body: Buffer.alloc(0) }],
    ['another path', { path: '/other' }],
    ['another method', { method: 'GET' }],
    ['another query', { query: new URLSearchParams('a=b') }],
  ])('is refused with %s', async (_change, change) => {
    expect(refusal({ ...(await signed(putItem)), ...change })).toMatchObject({
      reason: 'wrong signature',
      message: expect.stringContaining(wrongSignature),
    });
  });

  it.each(['x-amz-target', 'host', 'content-type', 'x-amz-security-token'])(
    'is refused with another %s header',
    async (name) => {
      const request = await signed(putItem);
      const changed = { ...request, headers: { ...request.headers, [name]: 'something else' } };
      expect(refusal(changed)?.reason).toBe('wrong signature');
    },
  );

  it('is refused with any character of its signature changed', async () => {
    const request = await signed(putItem);
    const authorization = request.headers.authorization ?? '';
    const start = authorization.indexOf('Signature=') + 'Signature='.length;
    for (let at = start; at < authorization.length; at++) {
      const other = authorization[at] === '0' ? '1' : '0';
      const forged = authorization.slice(0, at) + other + authorization.slice(at + 1);
      expect(refusal({ ...request, headers: { ...request.headers, authorization: forged } })?.reason).toBe(
        'wrong signature',
      );
    }
  });

  it('is refused when it was signed with another secret', async () => {
    const credentials = { ...session, secretAccessKey: identities.root.secretAccessKey };
    expect(refusal(await signed(putItem, { credentials }))?.reason).toBe('wrong signature');
  });

  it('shows the signer what should have been signed', async () => {
    const request = await signed(putItem);
    const { message } = refusal({ ...request, method: 'PUT' }) ?? {};
    expect(message).toContain("The Canonical String for this request should have been\n'PUT\n/\n\ncontent-type:");
    expect(message).toContain("The String-to-Sign should have been\n'AWS4-HMAC-SHA256\n");
  });
});

describe('credentials', () => {
  const invalid = 'The security token included in the request is invalid';

  it('that nobody was given are refused', async () => {
    const credentials = { accessKeyId: 'ASIAAAAAAAAAAAAAAAAA', secretAccessKey: 'x', sessionToken: 'y' };
    expect(refusal(await signed(putItem, { credentials }))).toEqual({
      reason: 'unknown access key',
      message: `${invalid}.`,
    });
  });

  it('of a session need its token', async () => {
    const { accessKeyId, secretAccessKey } = session;
    const other = { reason: 'wrong session token', message: invalid };
    expect(refusal(await signed(putItem, { credentials: { accessKeyId, secretAccessKey } }))).toEqual(other);
    const another = { ...session, sessionToken: 'another' };
    expect(refusal(await signed(putItem, { credentials: another }))).toEqual(other);
    const rootWithToken = { ...identities.root, sessionToken: session.sessionToken };
    expect(refusal(await signed(putItem, { credentials: rootWithToken }))).toEqual(other);
  });

  it('outlive their process by twelve hours, for the URLs that it signed, and no others end with them', () => {
    let now = 0;
    const timed = createIdentities('000000000000', rolesFrom([roleResource({})]), () => now);
    const roleArn = 'arn:aws:iam::000000000000:role/my-role';
    const ended = timed.issue({ roleArn, sessionName: 'ended' }).accessKeyId;
    const running = timed.issue({ roleArn, sessionName: 'running' }).accessKeyId;
    timed.revoke(ended);
    timed.revoke(timed.root.accessKeyId);
    now = 12 * 60 * 60_000 - 1;
    expect(timed.find(ended)).toBeDefined();
    now += 1;
    expect(timed.find(ended)).toBeUndefined();
    expect(timed.find(running)).toBeDefined();
    expect(timed.find(timed.root.accessKeyId)).toBeDefined();
  });
});

describe('the date and the scope', () => {
  it('are good for five minutes either way', async () => {
    expect(refusal(await signed(putItem, { signingDate: minutes(-4.9) }))).toBeUndefined();
    expect(refusal(await signed(putItem, { signingDate: minutes(4.9) }))).toBeUndefined();
    expect(refusal(await signed(putItem, { signingDate: minutes(-5.1) }))).toEqual({
      reason: 'expired signature',
      message: expect.stringMatching(
        /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
      ),
    });
    expect(refusal(await signed(putItem, { signingDate: minutes(5.1) }))).toEqual({
      reason: 'expired signature',
      message: expect.stringMatching(/^Signature not yet current: \S+ is still later than \S+ \(\S+ \+ 5 min\.\)$/),
    });
  });

  it('must be of this region', async () => {
    expect(refusal(await signed(putItem, { region: 'eu-west-1' }))?.message).toBe(
      "Credential should be scoped to a valid region, not 'eu-west-1'. ",
    );
  });

  it.each<[string, (authorization: string) => string, string, string]>([
    [
      'an unknown algorithm',
      (a) => a.replace('SHA256', 'SHA1'),
      'incomplete signature',
      "Unsupported AWS 'algorithm': 'AWS4-HMAC-SHA1'",
    ],
    [
      'no signature',
      (a) => a.replace(/Signature=.*/, ''),
      'incomplete signature',
      "Authorization header requires 'Signature' parameter. ",
    ],
    [
      'no signed headers',
      (a) => a.replace(/SignedHeaders=[^,]*, /, ''),
      'incomplete signature',
      "requires 'SignedHeaders' parameter. ",
    ],
    [
      'nothing but the algorithm',
      () => 'AWS4-HMAC-SHA256',
      'incomplete signature',
      "requires 'Credential' parameter. ",
    ],
    [
      'host left unsigned',
      (a) => a.replace(';host', ''),
      'wrong signature',
      "'Host' must be a 'SignedHeader' in the AWS Authorization.",
    ],
    [
      'another terminator',
      (a) => a.replace('aws4_request', 'aws5_request'),
      'wrong signature',
      "valid terminator: 'aws4_request', not 'aws5_request'",
    ],
    [
      'a short credential',
      (a) => a.replace('/aws4_request', ''),
      'incomplete signature',
      'Credential must have exactly 5 slash-delimited elements',
    ],
    [
      'a long credential',
      (a) => a.replace('aws4_request', 'aws4_request/more'),
      'incomplete signature',
      'exactly 5 slash-delimited',
    ],
    [
      'another day',
      (a) => a.replace(/\/\d{8}\//, '/20200101/'),
      'wrong signature',
      "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '20200101' != '",
    ],
    ['another service', (a) => a.replace('/dynamodb/', '/s4/'), 'wrong signature', wrongSignature],
    ['basic authentication', () => 'Basic YTpi', 'missing authentication', 'Request is missing Authentication Token'],
    ['an empty header', () => '', 'missing authentication', 'Request is missing Authentication Token'],
    [
      'signed headers that nobody sends',
      (a) => a.replace('SignedHeaders=', 'SignedHeaders=constructor;__proto__;'),
      'wrong signature',
      wrongSignature,
    ],
  ])('with %s are refused', async (_name, change, reason, message) => {
    const request = await signed(putItem);
    const authorization = change(request.headers.authorization ?? '');
    const found = refusal({ ...request, headers: { ...request.headers, authorization } });
    expect(found).toEqual({ reason, message: expect.stringContaining(message) });
  });

  it('need a date, in the form that was signed', async () => {
    const request = await signed(putItem);
    const { 'x-amz-date': date = '', ...rest } = request.headers;
    expect(refusal({ ...request, headers: rest })?.message).toContain("either a 'X-Amz-Date' or a 'Date' header");
    expect(refusal({ ...request, headers: { ...rest, 'x-amz-date': '2026-01-01' } })?.message).toContain(
      "Date must be in ISO-8601 'basic format'. Got '2026-01-01'.",
    );
    expect(
      refusal({ ...request, headers: { ...rest, 'x-amz-date': `${date.slice(0, 4)}9999T999999Z` } })?.message,
    ).toContain('Date must be in ISO-8601');
  });

  it('may be told by the Date header of HTTP', () => {
    const now = new Date();
    const dateTime = now.toISOString().replace(/[-:]|\.\d+/g, '');
    const scope = { date: dateTime.slice(0, 8), region: 'us-east-1', service: 'dynamodb' };
    const unsigned = {
      method: 'POST',
      path: '/',
      query: new URLSearchParams(),
      headers: { host: 'a', date: now.toUTCString(), 'x-amz-security-token': session.sessionToken },
      body: Buffer.alloc(0),
    };
    const key = deriveSigningKey(session.secretAccessKey, scope);
    const { signature } = sign(unsigned, ['date', 'host'], sha256(''), dateTime, scope, key);
    const credential = `${session.accessKeyId}/${scope.date}/us-east-1/dynamodb/aws4_request`;
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential},SignedHeaders=date;host,Signature=${signature.toString('hex')}`;
    expect(refusal({ ...unsigned, headers: { ...unsigned.headers, authorization } })).toBeUndefined();
    const nonsense = { ...unsigned.headers, authorization, date: 'yesterday' };
    expect(refusal({ ...unsigned, headers: nonsense })?.message).toContain("Got 'yesterday'");
  });

  it('are refused without any signature', () => {
    const request = { method: 'POST', path: '/', query: new URLSearchParams(), headers: {}, body: Buffer.alloc(0) };
    expect(refusal(request)).toEqual({
      reason: 'missing authentication',
      message: 'Request is missing Authentication Token',
    });
  });
});
