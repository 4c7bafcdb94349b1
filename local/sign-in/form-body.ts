import type { IncomingMessage } from 'node:http';

/** The most that a form of these pages can have, in bytes. */
const longestForm = 16_384;

/** A form that is not read, and the status that says so. */
export class UnreadableForm extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads the fields of a sent form.
 *
 * @throws UnreadableForm with 415 when it is no form, 413 when it is too long
 */
export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const type = request.headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/x-www-form-urlencoded') throw new UnreadableForm(415, 'a form is needed');
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    const bytes = Buffer.from(chunk);
    length += bytes.length;
    if (length > longestForm) throw new UnreadableForm(413, 'the form is too long');
    chunks.push(bytes);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
