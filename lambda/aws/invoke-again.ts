import { endpointOf, hostOf, signerOf } from './signer.ts';

/**
 * Has this very function invoked once more, by itself, after this invocation. Under the alias that this invocation was for:
 * what becomes of one that fails is set for the alias.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 *
 * @param invokedFunctionArn what was invoked now, as the invocation's context says it
 * @param event what it is to be given
 * @throws Error where Lambda does not take it
 */
export async function invokeAgain(invokedFunctionArn: string, event: unknown): Promise<void> {
  const [name, qualifier] = invokedFunctionArn.split(':').slice(6);
  const url = new URL(
    `${endpointOf('lambda') ?? `https://${hostOf('lambda')}`}/2015-03-31/functions/${name}/invocations`,
  );
  if (qualifier !== undefined) url.searchParams.set('Qualifier', qualifier);
  const { method, headers, body } = await signerOf('lambda').sign({
    method: 'POST',
    protocol: url.protocol,
    hostname: url.hostname,
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: { host: url.host, 'content-type': 'application/json', 'x-amz-invocation-type': 'Event' },
    body: JSON.stringify(event),
  });
  const response = await fetch(url, { method, headers, body });
  if (response.status !== 202) throw new Error(`Lambda answered ${response.status}: ${await response.text()}`);
}
