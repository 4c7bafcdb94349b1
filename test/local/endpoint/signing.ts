import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import type { WireRequest } from '../../../local/endpoint/signature.ts';
import { verifySignature } from '../../../local/endpoint/sigv4.ts';
import { SignatureError } from '../../../local/endpoint/stated-signature.ts';
import { roleArn, roleResource } from './resources.ts';

/** The hash that AWS's own signer is given. */
class Sha256 {
  readonly #hash: Hash | Hmac;
  constructor(key?: string | ArrayBuffer | ArrayBufferView) {
    if (key === undefined) this.#hash = createHash('sha256');
    else this.#hash = createHmac('sha256', bytes(key));
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(bytes(data));
  }
  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }
  reset(): void {}
}

const bytes = (data: string | ArrayBuffer | ArrayBufferView): Buffer => {
  if (typeof data === 'string') return Buffer.from(data);
  return ArrayBuffer.isView(data) ? Buffer.from(data.buffer, data.byteOffset, data.byteLength) : Buffer.from(data);
};

export const identities = createIdentities('000000000000', rolesFrom([roleResource({})]));
export const session = identities.issue({ roleArn, sessionName: 'my-function' });

export interface RequestParts {
  method?: string;
  path?: string;
  query?: Record<string, string | string[]>;
  headers?: Record<string, string>;
  body?: string;
}

/** A request as an AWS SDK sends it, signed by AWS's own signer. */
export const signed = async (
  { method = 'POST', path = '/', query = {}, headers = {}, body = '' }: RequestParts,
  {
    service = 'dynamodb',
    region = 'us-east-1',
    credentials = session,
    signingDate = new Date(),
    presign = undefined,
  }: {
    service?: string;
    region?: string;
    credentials?: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
    signingDate?: Date;
    presign?: { expiresIn: number };
  } = {},
): Promise<WireRequest> => {
  const signer = new SignatureV4({ service, region, credentials, sha256: Sha256, uriEscapePath: service !== 's3' });
  const request = {
    method,
    protocol: 'http:',
    hostname: '127.0.0.1',
    path,
    query,
    headers: { host: '127.0.0.1:8000', ...headers },
    body,
  };
  const result = presign
    ? await signer.presign(request, { ...presign, signingDate })
    : await signer.sign(request, { signingDate });
  const sentQuery = Object.entries(result.query ?? {}).flatMap(([name, values]) =>
    (Array.isArray(values) ? values : [values ?? '']).map((value): [string, string] => [name, value]),
  );
  return {
    method,
    path,
    query: new URLSearchParams(sentQuery),
    // As a server reads them: a character for each byte.
    headers: Object.fromEntries(
      Object.entries(result.headers).map(([name, value]) => [
        name.toLowerCase(),
        Buffer.from(value).toString('latin1'),
      ]),
    ),
    body: Buffer.from(body),
  };
};

/** Why a request is refused, or `undefined` when it is not. */
export const refusal = (request: WireRequest): { reason: string; message: string } | undefined => {
  try {
    verifySignature(request, 'us-east-1', identities);
    return undefined;
  } catch (error) {
    if (error instanceof SignatureError) return { reason: error.reason, message: error.message };
    throw error;
  }
};
