import { findLocalRun } from './local-run.ts';

/** Where the API is, without a slash at its end, and an operator's token for it. */
export interface ApiAccess {
  readonly url: string;
  readonly token: string;
}

/**
 * What the flags say, else the environment (`API_URL`, `TOKEN`), else the local run of this folder.
 *
 * @returns nothing where none says it all
 */
export function findApi(flags: { readonly url?: string; readonly token?: string }): ApiAccess | undefined {
  const run = findLocalRun();
  const url = flags.url ?? process.env.API_URL ?? run?.apiUrl;
  const token = flags.token ?? process.env.TOKEN ?? (url === run?.apiUrl ? run?.tokens.operator : undefined);
  return url === undefined || token === undefined ? undefined : { url: url.replace(/\/$/, ''), token };
}
