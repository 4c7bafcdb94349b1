import createClient, { type Client } from 'openapi-fetch';
import { Failure, failureOf } from './failure.ts';
import type { components, paths } from './schema.ts';

export type Api = Client<paths>;
export type Location = components['schemas']['Location'];
export type Ride = components['schemas']['Ride'];
export type User = components['schemas']['User'];
export type Unicorn = components['schemas']['Unicorn'];
export type UnicornInput = components['schemas']['UnicornInput'];
export type NearbyUnicorn = components['schemas']['NearbyUnicorn'];

/** Where the client has its tokens from. */
export interface Tokens {
  /** A token that is good for a while yet; undefined where nobody is signed in. */
  token(): Promise<string | undefined>;
  /** A new token in place of one that the API refused; undefined where there is none to be had. */
  renew(): Promise<string | undefined>;
}

/** Milliseconds after which an answer counts as lost: the gateway gives up after 30 s. */
const patience = 35_000;

/** A typed client of the API, that signs each request, and once more where a token ended early. */
export function createApi(apiUrl: string, tokens: Tokens): Api {
  const signed = (request: Request, token: string | undefined): Request => {
    if (token !== undefined) request.headers.set('authorization', `Bearer ${token}`);
    return request;
  };
  return createClient<paths>({
    baseUrl: apiUrl,
    // `near=47.6,-122.31`: the API's lists stand in one parameter.
    querySerializer: { array: { style: 'form', explode: false } },
    async fetch(request) {
      const again = request.clone();
      const response = await reach(signed(request, await tokens.token()));
      if (response.status !== 401) return response;
      const token = await tokens.renew();
      return token === undefined ? response : reach(signed(again, token));
    },
  });
}

/** @throws Failure where no answer comes; the signal's reason where the request was called off */
async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request, { signal: AbortSignal.any([request.signal, AbortSignal.timeout(patience)]) });
  } catch (cause) {
    if (request.signal.aborted) throw cause;
    throw new Failure(navigator.onLine ? 'unreachable' : 'offline', {}, { cause });
  }
}

/** What an operation answered, or a failure thrown. */
export interface Answer<Data> {
  readonly data: Data;
  readonly response: Response;
}

/**
 * Waits for a call of the client.
 *
 * @throws Failure for every answer that is no success
 */
export async function answerOf<Data>(
  call: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Answer<Data | undefined>> {
  const { data, error, response } = await call;
  if (!response.ok) throw failureOf(response, error);
  return { data, response };
}

/** The body that an operation answers with. @throws Failure for every answer that is no success */
export async function dataOf<Data>(call: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  const { data, response } = await answerOf(call);
  if (data === undefined) throw failureOf(response, undefined);
  return data;
}
