import type { Grant } from '../../../lib/permissions/grants.ts';
import type { Place } from './places.ts';

/** Something that somebody does, or would: one action on one resource. */
export interface Use extends Place {
  readonly holder: string;
  /** As IAM names it: `dynamodb:Query`. */
  readonly action: string;
  /** The partition keys that it touches. */
  readonly keys: readonly string[];
}

/** The grants of what is done beside writing one's own log: those that are tried out. */
export function provenGrants(grants: readonly Grant[]): Grant[] {
  return grants.filter(({ action }) => !action.startsWith('logs:'));
}

/** The grants on the table's items. */
export function dataGrants(grants: readonly Grant[]): Grant[] {
  return grants.filter(({ action, part }) => action.startsWith('dynamodb:') && part !== '/stream');
}

/** Whether a grant, read as a reviewer reads it, lets its holder do this. */
export function covers(grant: Grant, { holder, action, resource, part, keys }: Use): boolean {
  if (grant.holder !== holder || grant.action !== action || grant.resource !== resource) return false;
  const { keys: pattern } = grant;
  return fits(grant.part, part) && (pattern === undefined || keys.every((key) => fits(pattern, key)));
}

/** Whether a text is what a pattern says: itself, or whatever begins so. */
function fits(pattern: string, text: string): boolean {
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : text === pattern;
}

/** A grant as a line that says what to look for. */
export function words({ holder, action, resource, part, keys = 'any key' }: Grant): string {
  return `${holder}: ${action} on ${resource}${part}, ${keys}`;
}

/** The narrowest pattern, in whole parts before a separator, that takes all of these. */
export function narrowest(texts: readonly string[], separator: '#' | '/'): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const text of others) while (!text.startsWith(first.slice(0, length))) length -= 1;
  return `${first.slice(0, first.lastIndexOf(separator, length - 1) + 1)}*`;
}
