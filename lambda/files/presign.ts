import { endpointOf, hostOf, signerOf } from '../aws/signer.ts';
import { bucketName } from './keys.ts';

/** Seconds that a presigned request can be made in. */
const lifetime = 15 * 60;

/** A request that whoever has it may make, until it expires. */
export interface Presigned {
  readonly url: string;
  /** To be sent with it, exactly: they are part of what is signed. */
  readonly headers: Readonly<Record<string, string>>;
  readonly expiresAt: Date;
}

/**
 * Signs the request that uploads a file: of this size and type, once. It may do what the function's role may, and no more.
 *
 * `content-length` is signed, so that a file of another size is refused before it is stored; `if-none-match: *` makes S3
 * refuse what would replace an upload.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html
 */
export function presignUpload(key: string, size: number, contentType: string): Promise<Presigned> {
  return presign('PUT', key, {
    'content-length': String(size),
    'content-type': contentType,
    'if-none-match': '*',
  });
}

/** Signs the request that downloads a file. */
export function presignDownload(key: string): Promise<Presigned> {
  return presign('GET', key, {});
}

async function presign(
  method: 'GET' | 'PUT',
  key: string,
  headers: Readonly<Record<string, string>>,
): Promise<Presigned> {
  const url = addressOf(key);
  const now = new Date();
  const signed = await signerOf('s3').presign(
    {
      method,
      protocol: url.protocol,
      hostname: url.hostname,
      path: url.pathname,
      headers: { ...headers, host: url.host, 'X-Amz-Content-Sha256': 'UNSIGNED-PAYLOAD' },
    },
    { expiresIn: lifetime, signingDate: now },
  );
  for (const [name, value] of Object.entries(signed.query ?? {})) url.searchParams.set(name, String(value));
  return {
    url: url.href,
    headers,
    expiresAt: new Date(Math.floor(now.getTime() / 1000) * 1000 + lifetime * 1000),
  };
}

/** Where a file is: the bucket has a host of its own, but at an endpoint that is set. */
function addressOf(key: string): URL {
  const endpoint = endpointOf('s3');
  return endpoint === undefined
    ? new URL(`https://${bucketName()}.${hostOf('s3')}/${key}`)
    : new URL(`${endpoint}/${bucketName()}/${key}`);
}
