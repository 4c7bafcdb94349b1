import type { Mail, Mailbox } from '../mailbox.ts';
import type { WireRequest } from './signature.ts';

/** No AWS path begins so: a bucket's name cannot have an underscore. */
export const mailboxPath = '/_local/mailbox';

/**
 * What would have been mailed: `GET` shows it, newest first (`?to=` only what went to that address), `DELETE` throws it
 * away, which no web page of another origin can ask for without asking first.
 */
export const serveMailbox = async (
  { method, query }: WireRequest,
  mailbox: Mailbox,
): Promise<{ status: number; message?: { items: Mail[] } | { message: string } }> => {
  switch (method) {
    case 'GET':
      return { status: 200, message: { items: mailbox.list(query.get('to') ?? undefined) } };
    case 'DELETE':
      await mailbox.empty();
      return { status: 204 };
    default:
      return { status: 405, message: { message: 'Use GET or DELETE' } };
  }
};
