import { randomBytes } from 'node:crypto';
import { afterAll, inject } from 'vitest';
import { type Answer, type RequestHeaders, type Sent, send } from './client.ts';
import { expectDocumented } from './documented.ts';
import type { Unicorn } from './shapes.ts';

const { tokenUrl } = inject('target');

/** Calls the API in somebody's name. Every answer is held to the API's own OpenAPI document. */
export interface Client {
  readonly get: (path: string, headers?: RequestHeaders) => Promise<Answer>;
  /** With a JSON body, or with none where it is undefined. */
  readonly post: (path: string, body?: unknown, headers?: RequestHeaders) => Promise<Answer>;
  readonly put: (path: string, body?: unknown, headers?: RequestHeaders) => Promise<Answer>;
  readonly delete: (path: string, headers?: RequestHeaders) => Promise<Answer>;
  /** With whatever body and headers, and no content type of its own. */
  readonly send: (method: string, path: string, sent?: Sent) => Promise<Answer>;
}

/** Somebody who has signed in; calls go out with the ID token. */
export interface Person extends Client {
  /** The `sub` of the tokens. */
  readonly userId: string;
  /** The verified one of the ID token, in lower case. */
  readonly email: string;
  /** The name to sign in by again. */
  readonly name: string;
  /** What the user pool calls them. */
  readonly username: string;
  readonly tokens: { readonly id: string; readonly access: string };
  /** The same person with the access token, which has no e-mail. */
  readonly byAccessToken: Client;
}

/** Somebody who has not signed in. */
export const anyone: Client = clientWith({});

/** A rider nobody has met before. What they leave behind is removed when the test file has ended. */
export const person = (): Promise<Person> => signIn(`e2e-${unique()}`, []);

/** An operator nobody has met before. */
export const operator = (): Promise<Person> => signIn(`e2e-${unique()}`, ['operators']);

/**
 * The id of a unicorn that is not there yet. It is removed when the test file has ended, its ride cancelled first.
 *
 * @param name where the id's order matters: text that nobody else uses
 */
export function newUnicornId(name = unique()): string {
  const unicornId = `e2e-${name}`;
  unicornIds.add(unicornId);
  return unicornId;
}

/** Text that nobody else uses. */
export const unique = (): string => randomBytes(8).toString('hex');

const unicornIds = new Set<string>();
const userIds = new Set<string>();

/** Signs somebody in by name: the same name is the same person, whatever the groups. */
export async function signIn(name: string, groups: readonly string[]): Promise<Person> {
  const query = new URLSearchParams({ user: name, ...(groups.length > 0 && { groups: groups.join(',') }) });
  const response = await fetch(`${tokenUrl}?${query}`);
  if (!response.ok) throw new Error(`No tokens for ${name}: ${await response.text()}`);
  const { id_token: id, access_token: access }: { id_token: string; access_token: string } = JSON.parse(
    await response.text(),
  );
  const claims: { sub: string; email: string; 'cognito:username': string } = JSON.parse(
    Buffer.from(id.split('.')[1] ?? '', 'base64url').toString(),
  );
  userIds.add(claims.sub);
  return {
    ...clientWith({ authorization: `Bearer ${id}` }),
    byAccessToken: clientWith({ authorization: `Bearer ${access}` }),
    userId: claims.sub,
    email: claims.email.toLowerCase(),
    name,
    username: claims['cognito:username'],
    tokens: { id, access },
  };
}

/** A client whose requests all carry these headers. */
export function clientWith(fixed: RequestHeaders): Client {
  const call = async (method: string, path: string, { headers, ...sent }: Sent = {}) => {
    const answer = await send(method, path, { ...sent, headers: { ...fixed, ...headers } });
    await expectDocumented(answer);
    return answer;
  };
  const write =
    (method: string) =>
    (path: string, body?: unknown, headers: RequestHeaders = {}) =>
      call(
        method,
        path,
        body === undefined
          ? { headers }
          : { headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) },
      );
  return {
    get: (path, headers = {}) => call('GET', path, { headers }),
    post: write('POST'),
    put: write('PUT'),
    delete: (path, headers = {}) => call('DELETE', path, { headers }),
    send: call,
  };
}

afterAll(async () => {
  if (userIds.size + unicornIds.size === 0) return;
  const cleaner = await operator();
  await Promise.all([
    ...Array.from(unicornIds, (unicornId) => removeUnicorn(cleaner, unicornId)),
    ...Array.from(userIds, (userId) => cleaner.delete(`/users/${userId}`)),
  ]);
});

async function removeUnicorn(cleaner: Client, unicornId: string): Promise<void> {
  const path = `/unicorns/${unicornId}`;
  const { status } = await cleaner.delete(path);
  if (status !== 409) return;
  const { rideId } = (await cleaner.get(path)).json<Unicorn>();
  await cleaner.post(`/rides/${rideId}/cancel`);
  await cleaner.delete(path);
}
