import { expect } from 'vitest';
import type { AnnouncedImport, Import } from '../../../lambda/schemas/imports.ts';
import { type Client, newUnicornId } from '../support/people.ts';
import { eventually } from '../support/problems.ts';

export type { AnnouncedImport, Import };

export const csvHeader = 'unicornId,name,color,gender,latitude,longitude,status';

/** A place that is no other test's, for unicorns that nobody is to book. */
export const apart = { latitude: -47.25, longitude: 12.5 };

/** A row of a fleet file, of a unicorn that goes when the test file has ended. */
export function fleetRow(members: Readonly<Record<string, unknown>> = {}) {
  const row = { name: 'Comet', color: 'white', gender: 'female', location: apart, status: 'resting', ...members };
  return { unicornId: newUnicornId(), ...row };
}

export const ndjson = (...rows: object[]): string => rows.map((row) => `${JSON.stringify(row)}\n`).join('');

/** Announces a file of so many bytes. */
export async function announce(by: Client, format: 'csv' | 'ndjson', size: number): Promise<AnnouncedImport> {
  const answer = await by.post('/fleet/imports', { format, size });
  expect(answer.status, answer.text).toBe(201);
  return answer.json<AnnouncedImport>();
}

/** Makes the request that an import asks for, with this body. */
export function put(
  { upload }: Pick<AnnouncedImport, 'upload'>,
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  // The length goes out by itself, and must be what was announced.
  const { 'content-length': _, ...others } = upload.headers;
  return fetch(upload.url, { method: upload.method, headers: { ...others, ...headers }, body });
}

export async function look(by: Client, importId: string): Promise<Import> {
  const answer = await by.get(`/fleet/imports/${importId}`);
  expect(answer.status, answer.text).toBe(200);
  return answer.json<Import>();
}

/** Waits until an import is over. */
export function ending(by: Client, importId: string): Promise<Import> {
  return eventually(async () => {
    const found = await look(by, importId);
    expect(found.status).toMatch(/^(completed|failed)$/);
    return found;
  });
}

/** Imports a file from its announcement to its end. */
export async function importFile(
  by: Client,
  format: 'csv' | 'ndjson',
  content: string | Uint8Array<ArrayBuffer>,
): Promise<Import> {
  const announced = await announce(by, format, Buffer.byteLength(content));
  const response = await put(announced, content);
  expect(response.status, await response.text()).toBe(200);
  return ending(by, announced.importId);
}

/** What the report of an import says, line by line. */
export async function reportOf({ reportUrl }: Import): Promise<unknown[]> {
  const response = await fetch(reportUrl ?? 'no report');
  expect(response.status).toBe(200);
  const lines = (await response.text()).trimEnd().split('\n');
  return lines.map((line): unknown => JSON.parse(line));
}
