import type { paths } from '../api/schema.ts';

type Upload = paths['/fleet/imports']['post']['responses'][201]['content']['application/json']['upload'];
export type ImportFormat = 'csv' | 'ndjson';

/** The most that an import takes, in bytes. */
export const mostBytes = 268_435_456;

/** What a file is by its name; undefined for what no import takes. */
export function formatOfFile(name: string): ImportFormat | undefined {
  if (/\.csv$/i.test(name)) return 'csv';
  return /\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : undefined;
}

/**
 * Sends a file to where the API said.
 *
 * @param onProgress the share that is sent, from 0 to 1
 * @throws Error where it was not taken
 */
export function send(file: File, { url, headers }: Upload, onProgress: (share: number) => void): Promise<void> {
  // Not fetch: only this tells how far it is.
  const request = new XMLHttpRequest();
  return new Promise((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => onProgress(total === 0 ? 0 : loaded / total));
    request.addEventListener('load', () => {
      if (request.status === 200) resolve();
      else reject(new Error(`The upload was answered ${request.status}.`));
    });
    for (const name of ['error', 'abort', 'timeout']) {
      request.addEventListener(name, () => reject(new Error(`The upload broke off: ${name}.`)));
    }
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) {
      // The browser sets the length itself, from the file, and lets nobody else.
      if (name.toLowerCase() !== 'content-length') request.setRequestHeader(name, String(value));
    }
    request.send(file);
  });
}
