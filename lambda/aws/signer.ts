import { fromEnv } from '@aws-sdk/credential-provider-env';
import { Hash } from '@smithy/core/serde';
import { SignatureV4 } from '@smithy/signature-v4';

/*
 * Two requests are signed here without a client of the SDK: a client would more than double the bundles of operations
 * that only hand out the address of a file, and the bundles leave out the JSON that Lambda's client would need.
 */

/** The signer of a service's requests, with the role's credentials. */
export function signerOf(service: 's3' | 'lambda'): SignatureV4 {
  return new SignatureV4({
    service,
    region: region(),
    credentials: fromEnv(),
    sha256: Hash.bind(null, 'sha256'),
    // S3's paths are signed as they are sent.
    uriEscapePath: service !== 's3',
  });
}

/** The endpoint that the environment sets for a service (the local run, a stand-in for AWS), as the SDK reads it. */
export function endpointOf(service: 's3' | 'lambda'): string | undefined {
  const endpoint = process.env[`AWS_ENDPOINT_URL_${service.toUpperCase()}`] ?? process.env.AWS_ENDPOINT_URL;
  return endpoint?.replace(/\/$/, '');
}

/** The name of a service's own host in the region that the function runs in. */
export function hostOf(service: 's3' | 'lambda'): string {
  return `${service}.${region()}.amazonaws.com${region().startsWith('cn-') ? '.cn' : ''}`;
}

function region(): string {
  const name = process.env.AWS_REGION;
  if (name === undefined) throw new Error('The environment variable AWS_REGION is not set.');
  return name;
}
