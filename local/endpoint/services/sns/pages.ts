import { invalidParameter } from './errors.ts';

const pageSize = 100;

/**
 * One page of a list, in the order of the ARNs.
 *
 * @param token what an earlier page gave
 * @throws ServiceError for a token that no page gave
 */
export function pageOf<Item extends { readonly arn: string }>(
  items: readonly Item[],
  token: string | undefined,
): { readonly page: readonly Item[]; readonly nextToken?: string } {
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString();
  if (token !== undefined && !after.startsWith('arn:')) throw invalidParameter('NextToken');
  const left = items.filter(({ arn }) => arn > after).toSorted((one, other) => (one.arn < other.arn ? -1 : 1));
  const page = left.slice(0, pageSize);
  const last = page.at(-1);
  return left.length > page.length && last
    ? { page, nextToken: Buffer.from(last.arn).toString('base64url') }
    : { page };
}
