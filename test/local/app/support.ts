import { randomUUID } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';

/** The folder of the dev stage's assembly, which is synthesized once for all tests. */
export function devAssembly(): string {
  const { dev } = inject('assemblies');
  if (dev === undefined) throw new Error('The dev stage was not synthesized.');
  return dev;
}

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body, parsed. */
  readonly json: <Body>() => Body;
}

/** Sends a request in somebody's name. @throws TypeError where there is no answer */
export type Call = (
  method: string,
  path: string,
  body?: unknown,
  headers?: Readonly<Record<string, string>>,
) => Promise<Reply>;

export interface Caller {
  /** The `sub` of the token. */
  readonly sub: string;
  readonly call: Call;
}

interface Addresses {
  readonly apiUrl: string;
  readonly tokenUrl: string;
}

/** Signs somebody in by name. */
export async function signIn({ apiUrl, tokenUrl }: Addresses, user: string, groups = ''): Promise<Caller> {
  const response = await fetch(`${tokenUrl}?user=${user}&groups=${groups}`);
  const { id_token: token }: { id_token: string } = JSON.parse(await response.text());
  return callerWith(apiUrl, token);
}

/** Somebody with this ID token. */
export function callerWith(apiUrl: string, token: string): Caller {
  const { sub }: { sub: string } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
  return {
    sub,
    call: async (method, path, body, headers = {}) => {
      const response = await fetch(`${apiUrl}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return { status: response.status, headers: response.headers, text, json: () => JSON.parse(text) };
    },
  };
}

/**
 * How often a request is sent before it counts as failing. Under 30 % faults one answer of 100 is a 503, but up to every
 * other where 500 want the same unicorns at once: each then makes some twenty calls.
 */
const mostAttempts = 30;

/** The same, sent again for as long as the answer is that the service is busy: for what may be sent twice. */
export function persistent({ sub, call }: Caller): Caller {
  return {
    sub,
    call: async (...request) => {
      for (let attempt = 1; ; attempt += 1) {
        const reply = await call(...request);
        if (reply.status !== 503 || attempt === mostAttempts) return reply;
      }
    },
  };
}

export interface Ride {
  readonly rideId: string;
  readonly riderId: string;
  readonly status: string;
  readonly unicorn: { readonly unicornId: string };
  readonly endedAt?: string;
}

export interface Unicorn {
  readonly unicornId: string;
  readonly status: string;
  readonly location: { readonly latitude: number; readonly longitude: number };
  readonly rideId?: string;
  readonly updatedAt: string;
}

export interface Location {
  readonly latitude: number;
  readonly longitude: number;
}

export const centre: Location = { latitude: 47.6, longitude: -122.31 };

/** A unicorn's body. */
export const unicornAt = (location: Location) => ({
  name: 'Bucephalus',
  color: 'golden',
  gender: 'male',
  status: 'available',
  location,
});

/**
 * Puts so many unicorns around a place, each farther away than the one before.
 *
 * @returns their ids
 * @throws where one is not there afterwards
 */
export async function putFleet({ call }: Caller, place: Location, count: number): Promise<Set<string>> {
  const ids = Array.from({ length: count }, () => randomUUID());
  const replies = await Promise.all(
    ids.map((id, number) => {
      const location = { ...place, latitude: place.latitude + number / 10_000 };
      return call('PUT', `/unicorns/${id}`, unicornAt(location));
    }),
  );
  const failed = replies.find(({ status }) => status > 201);
  if (failed) throw new Error(`PUT answered ${failed.status} ${failed.text}`);
  return new Set(ids);
}

/** Makes this share of the functions' AWS calls go wrong from now on. */
export async function setFaults({ awsEndpoint }: { readonly awsEndpoint: string }, rate: number): Promise<void> {
  const response = await fetch(`${awsEndpoint}/_local/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ rate }),
  });
  if (!response.ok) throw new Error(`The endpoint answered ${response.status} ${await response.text()}`);
}

/** What was told of each ride, in order, repeats included: by the ride's id, from the run's mailbox. */
export async function tellingsOf({ awsEndpoint }: { readonly awsEndpoint: string }): Promise<Map<string, string[]>> {
  const response = await fetch(`${awsEndpoint}/_local/mailbox`);
  const { items }: { items: { attributes: { id: string } }[] } = JSON.parse(await response.text());
  const told = new Map<string, string[]>();
  for (const { attributes } of items.reverse()) {
    const [rideId = '', step = ''] = attributes.id.split(':');
    told.set(rideId, [...(told.get(rideId) ?? []), step]);
  }
  return told;
}

/** All items of a list, page by page. */
export async function readAll<Item>({ call }: Caller, path: string): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | undefined;
  do {
    const reply = await call('GET', `${path}?limit=100${cursor === undefined ? '' : `&cursor=${cursor}`}`);
    if (reply.status !== 200) throw new Error(`${path} answered ${reply.status} ${reply.text}`);
    const page = reply.json<{ items: Item[]; nextCursor?: string }>();
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  return items;
}

/** The file of a function's code in an assembly, as the template names it. @throws Error where there is none */
export function bundleOf(assembly: string, name: string): string {
  for (const template of globSync('*.template.json', { cwd: assembly })) {
    const { Resources }: { Resources: Record<string, { Metadata?: Record<string, string> }> } = JSON.parse(
      readFileSync(join(assembly, template), 'utf8'),
    );
    const resource = Object.values(Resources).find(({ Metadata }) =>
      Metadata?.['aws:cdk:path']?.endsWith(`/${name}/Function/Resource`),
    );
    const folder = resource?.Metadata?.['aws:asset:path'];
    if (folder !== undefined) return join(assembly, folder, 'index.js');
  }
  throw new Error(`No template has a function ${name}.`);
}
