import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import * as z from 'zod/mini';
import { AnnouncedImport, Import, type ImportInput } from '../../lambda/schemas/imports.ts';
import type { ApiAccess } from '../api-access.ts';

/** Requests that the API was too busy for, or did not answer, are made again so often. */
const attempts = 8;

/** Announces a file. The same request may go out several times, so it has a key. */
export async function announce(api: ApiAccess, input: ImportInput): Promise<AnnouncedImport> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': randomUUID() };
  const answer = await call(api, '/fleet/imports', { method: 'POST', headers, body: JSON.stringify(input) });
  return z.parse(AnnouncedImport, answer);
}

export async function look(api: ApiAccess, importId: string): Promise<Import> {
  return z.parse(Import, await call(api, `/fleet/imports/${encodeURIComponent(importId)}`, {}));
}

/** @throws Error with what the API answered, where it refuses */
async function call({ url, token }: ApiAccess, path: string, init: RequestInit): Promise<unknown> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await tryOnce(`${url}${path}`, {
      ...init,
      headers: { ...init.headers, authorization: `Bearer ${token}` },
    });
    if (answer.ok) return JSON.parse(answer.text);
    if (!answer.mayPass || attempt === attempts) throw new Error(`${init.method ?? 'GET'} ${path}: ${answer.text}`);
    await pause(Math.min(200 * 2 ** attempt, 5_000) * Math.random());
  }
}

async function tryOnce(url: string, init: RequestInit) {
  try {
    const response = await fetch(url, init);
    const { ok, status } = response;
    return { ok, text: `${ok ? '' : `${status} `}${await response.text()}`, mayPass: status === 429 || status >= 500 };
  } catch (error) {
    // fetch says little by itself: the cause does.
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return { ok: false, text: String(cause), mayPass: true };
  }
}
