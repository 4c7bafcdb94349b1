import { endpointOf, hostOf, signerOf } from './signer.ts';

/**
 * Has this very function invoked once more, by itself, after this invocation.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 *
 * @param event what it is to be given
 * @throws Error where Lambda does not take it
 */
export async function invokeAgain(event: unknown): Promise<void> {
  const name = process.env.AWS_LAMBDA_FUNCTION_NAME;
  const url = new URL(
    `${endpointOf('lambda') ?? `https://${hostOf('lambda')}`}/2015-03-31/functions/${name}/invocations`,
  );
  const { method, headers, body } = await signerOf('lambda').sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    headers: { host: url.host, 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
    body: JSON.stringify(event),
  });
  const response = await fetch(url, { method, headers, body });
  if (response.status !== 202) throw new Error(`Lambda answered ${response.status}: ${await response.text()}`);
}
