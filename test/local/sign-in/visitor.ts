import type { Running } from './support.ts';
import { Client } from './support.ts';

/** A password that the policy of the tests' pools takes. */
export const password = 'Correct-horse-1';

/** The code in the newest mail to an address. */
export const mailed = ({ mailbox }: Running, to: string) =>
  /\b\d{6}\b/.exec(mailbox.list(to)[0]?.body ?? '')?.[0] ?? '';

/** A page's text without whose it is, also as it stands in addresses. */
export const anonymous = (text: string, name: string) =>
  text.replaceAll(name, 'NAME').replaceAll(encodeURIComponent(name), 'NAME');

/** A browser at the sign-in page of an issuer, that sends forms from there. */
export async function visitor(issuer: string, changes: Readonly<Record<string, string>> = {}) {
  const client = new Client(issuer);
  const { base, text } = await client.open(changes);
  const send = (step: string, fields: Readonly<Record<string, string>>) =>
    client.browser.send(`${base}/${step}`, fields);
  return { client, base, text, send };
}
