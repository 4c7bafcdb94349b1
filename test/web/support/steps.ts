import type { Page } from 'playwright-core';
import { claimsIn, tokensOf } from './tokens.ts';
import { target } from './visitor.ts';

/** A call of the API beside the page: what happens while someone looks at it, and what came of what they did. */
export async function callAs(
  user: string,
  path: string,
  init: { method?: string; body?: object } = {},
): Promise<Response> {
  const groups = user === 'operator' ? 'operators' : '';
  const { id_token } = await tokensOf(target.tokenUrl, user, groups);
  return fetch(`${target.apiUrl}${path}`, {
    method: init.method ?? 'GET',
    headers: { authorization: `Bearer ${id_token}`, 'content-type': 'application/json' },
    ...(init.body !== undefined && { body: JSON.stringify(init.body) }),
  });
}

/** The rides of someone, newest first. */
export async function ridesOf(user: string): Promise<{ rideId: string; status: string }[]> {
  const { id_token } = await tokensOf(target.tokenUrl, user);
  const response = await callAs(user, `/users/${claimsIn(id_token).sub}/rides`);
  const { items }: { items: { rideId: string; status: string }[] } = JSON.parse(await response.text());
  return items;
}

/** Puts a unicorn of a test's own somewhere. */
export async function putUnicorn(unicornId: string, name: string, latitude: number, longitude: number): Promise<void> {
  const body = { name, color: 'white', gender: 'female', location: { latitude, longitude }, status: 'available' };
  const response = await callAs('operator', `/unicorns/${unicornId}`, { method: 'PUT', body });
  if (!response.ok) throw new Error(`The unicorn was not put: ${response.status}`);
}

/** Says where the visitor is, by typing coordinates. */
export async function standAt(page: Page, coordinates: string): Promise<void> {
  const field = page.getByRole('combobox', { name: 'Where are you?' });
  await field.fill(coordinates);
  await field.press('Enter');
}

/** Signs in on the sign-in server's own page, as one of the people at hand there. */
export async function signInAs(page: Page, person: 'rider' | 'operator'): Promise<void> {
  await page.getByRole('button', { name: 'Sign in or sign up' }).click();
  await page.getByRole('button', { name: `Continue as ${person}` }).click();
  await page.waitForURL(({ origin, pathname }) => origin === target.pageUrl && pathname !== '/callback');
}

/** The newest code that was mailed to an address. */
export async function mailedCode(email: string): Promise<string> {
  const response = await fetch(`${target.awsEndpoint}/_local/mailbox`);
  const text = await response.text();
  const { items }: { items: readonly { to: string; body: string }[] } = JSON.parse(text);
  const code = /\b\d{6}\b/.exec(items.find(({ to }) => to === email)?.body ?? '')?.[0];
  if (code === undefined) throw new Error(`No code was mailed to ${email}: ${text.slice(0, 500)}`);
  return code;
}
