import type { Request } from 'express';

/** The cookie that a browser's token is kept in. */
export const tokenCookie = 'unicorn-rides-token';

/** The caller's token: a program sends it as `Authorization: Bearer ...`, a browser in the cookie that signing in set. */
export function tokenOf(request: Request): string | undefined {
  const [, bearer] = /^Bearer +(\S+)$/i.exec(request.get('authorization') ?? '') ?? [];
  if (bearer !== undefined) return asToken(bearer);
  const cookies = (request.get('cookie') ?? '').split('; ').map((cookie) => cookie.split('='));
  return asToken(cookies.find(([name]) => name === tokenCookie)?.[1] ?? '');
}

/** A text that may be a token: whether it is a good one, the API says. */
export function asToken(text: string): string | undefined {
  const token = text.trim();
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? token : undefined;
}
