import { createContext, Script } from 'node:vm';
import { isObject } from '../gateway/properties.ts';
import type { EdgeFunction } from './distribution.ts';

/** What an edge function is given of a request, and may change. */
export interface EdgeRequest {
  readonly method: string;
  /** The path as it was sent, percent-encoded. */
  readonly uri: string;
  readonly querystring: Readonly<Record<string, EdgeValue>>;
  /** By lower-case name, without cookies. */
  readonly headers: Readonly<Record<string, EdgeValue>>;
  readonly cookies: Readonly<Record<string, EdgeValue>>;
}

export interface EdgeValue {
  readonly value: string;
  readonly multiValue?: readonly { readonly value: string }[];
}

/** What came of it: the request goes on to another path, or is answered. */
export type EdgeOutcome =
  | { readonly uri: string }
  | { readonly status: number; readonly headers: ReadonlyMap<string, string>; readonly body: string };

/** Milliseconds. CloudFront counts a fraction of one; a machine that is busy takes longer for the same. */
const limit = 1_000;

/**
 * Runs a CloudFront function on a request, with nothing of this machine at hand.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/functions-event-structure.html
 *
 * @throws Error that names the function, where it fails, takes too long, or gives what is no request and no response
 */
export async function runOnRequest(
  { path, code }: EdgeFunction,
  request: EdgeRequest,
  context: { readonly distributionId: string; readonly distributionDomainName: string; readonly requestId: string },
): Promise<EdgeOutcome> {
  const event = {
    version: '1.0',
    context: { ...context, eventType: 'viewer-request' },
    viewer: { ip: '127.0.0.1' },
    request,
  };
  const realm = createContext({ input: JSON.stringify(event) }, { codeGeneration: { strings: false, wasm: false } });
  const call = `${code}\n;(async () => JSON.stringify(await handler(JSON.parse(input))) ?? 'null')()`;
  try {
    const answered: unknown = await new Script(call, { filename: path }).runInContext(realm, { timeout: limit });
    return outcomeOf(JSON.parse(String(answered)));
  } catch (error) {
    // Errors of the function are of its own realm, and no Error of this one.
    const reason = isObject(error) && 'message' in error ? error.message : error;
    throw new Error(`The CloudFront function ${path} failed: ${String(reason)}`, { cause: error });
  }
}

function outcomeOf(result: unknown): EdgeOutcome {
  if (!isObject(result)) throw new Error('it gave neither a request nor a response');
  if (typeof result.statusCode === 'number') {
    const { body } = result;
    return {
      status: result.statusCode,
      headers: new Map(isObject(result.headers) ? Object.entries(result.headers).flatMap(headerOf) : []),
      body: typeof body === 'string' ? body : isObject(body) && typeof body.data === 'string' ? body.data : '',
    };
  }
  if (typeof result.uri !== 'string' || !result.uri.startsWith('/')) {
    throw new Error('the uri of its request does not begin with a slash');
  }
  return { uri: result.uri };
}

function headerOf([name, value]: [string, unknown]): [string, string][] {
  return isObject(value) && typeof value.value === 'string' ? [[name.toLowerCase(), value.value]] : [];
}
