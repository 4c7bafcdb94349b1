import type { Grant } from '../../../lib/permissions/grants.ts';

/** The grants on the table: those that are tried out. */
export function dataGrants(grants: readonly Grant[]): Grant[] {
  return grants.filter(({ action }) => action.startsWith('dynamodb:'));
}

/** Whether a grant, read as a reviewer reads it, lets its holder do this. */
export function covers(
  grant: Grant,
  { holder, action, part, keys }: Pick<Grant, 'holder' | 'action' | 'part'> & { readonly keys: readonly string[] },
): boolean {
  if (grant.holder !== holder || grant.action !== action || grant.part !== part) return false;
  const pattern = grant.keys;
  if (pattern === undefined) return true;
  return keys.every((key) => (pattern.endsWith('*') ? key.startsWith(pattern.slice(0, -1)) : key === pattern));
}

/** A grant as a line that says what to look for. */
export function words({ holder, action, resource, part, keys = 'any key' }: Grant): string {
  return `${holder}: ${action} on ${resource}${part}, ${keys}`;
}
