import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Upload } from '../../lambda/schemas/imports.ts';

const formats: Readonly<Record<string, 'csv' | 'ndjson'>> = { '.csv': 'csv', '.ndjson': 'ndjson', '.jsonl': 'ndjson' };

/** A fleet file on disk. */
export interface FleetFile {
  readonly path: string;
  readonly format: 'csv' | 'ndjson';
  /** Bytes. */
  readonly size: number;
}

/** Looks at a file. @throws Error that says why it is none that can be imported */
export async function lookAt(path: string): Promise<FleetFile> {
  const format = formats[extname(path).toLowerCase()];
  if (format === undefined) throw new Error(`${path} must end in ${Object.keys(formats).join(', ')}.`);
  const found = await stat(path);
  if (!found.isFile()) throw new Error(`${path} is no file.`);
  if (found.size === 0) throw new Error(`${path} is empty.`);
  return { path, format, size: found.size };
}

/**
 * Uploads a file as it is read from the disk.
 *
 * @param onProgress is told how many bytes have gone
 * @returns the rows of the file, about: its lines, without a CSV's header
 * @throws Error with what S3 answered, where it refuses the file
 */
export async function uploadFile(
  { path, format }: FleetFile,
  { url, method, headers }: Upload,
  onProgress: (bytes: number) => void,
): Promise<number> {
  const start = url.startsWith('https:') ? requestHttps : requestHttp;
  const request = start(url, { method, headers: { ...headers } });
  const response = answerTo(request);
  let bytes = 0;
  let lines = 0;
  const lastByte = { isLineEnd: true };
  const sent = pipeline(
    createReadStream(path),
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        for (const byte of chunk) if (byte === 0x0a) lines += 1;
        lastByte.isLineEnd = chunk.at(-1) === 0x0a;
        bytes += chunk.length;
        onProgress(bytes);
        yield chunk;
      }
    },
    request,
  );
  // S3 may refuse, and close, before all is sent: what it says is worth more than that it closed.
  const [answer, sending] = await Promise.allSettled([response, sent]);
  if (answer.status === 'rejected') throw answer.reason;
  if (answer.value.status !== 200)
    throw new Error(`The upload was refused: ${answer.value.status} ${answer.value.text}`);
  if (sending.status === 'rejected') throw sending.reason;
  return lines + (lastByte.isLineEnd ? 0 : 1) - (format === 'csv' ? 1 : 0);
}

async function answerTo(request: ClientRequest): Promise<{ readonly status: number; readonly text: string }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.on('response', resolve).on('error', reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() };
}
