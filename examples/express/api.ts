import createClient, { type Client } from 'openapi-fetch';
import type { components, paths } from '../../web/src/api/schema.ts';
import { noAnswer, type Problem, problemOf } from './problems.ts';

export type Api = Client<paths>;
export type Ride = components['schemas']['Ride'];
export type Location = components['schemas']['Location'];

/** Milliseconds: the API gives up by itself after 30 s. */
const patience = 35_000;

/** The API in somebody's name: paths, parameters, bodies and answers have the types of its OpenAPI document. */
export function apiFor(apiUrl: string, token: string): Api {
  return createClient<paths>({ baseUrl: apiUrl, headers: { authorization: `Bearer ${token}` } });
}

/** Calls an operation, and makes one thing of what can go wrong: a refusal of the API, one of its gateway, no answer at all. */
export async function ask<Data>(
  call: (signal: AbortSignal) => Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<{ data: Data } | Problem> {
  try {
    const { data, error, response } = await call(AbortSignal.timeout(patience));
    return data === undefined ? problemOf(response, error) : { data };
  } catch (error) {
    console.error(`No answer from the API: ${error}`);
    return noAnswer;
  }
}
