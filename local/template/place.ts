import type { DeclaredResource } from './resources.ts';

/** Where a value stands: what it belongs to, and the path to it inside that. For messages. */
export interface Place {
  /** Such as `Stack LogicalId (construct/path)`. */
  readonly owner: string;
  /** Such as `Policies[0].PolicyDocument`; empty at the owner itself. */
  readonly path: string;
}

/** The place of a resource itself. */
export function placeOf(resource: DeclaredResource): Place {
  return { owner: `${resource.stack} ${resource.logicalId} (${resource.path})`, path: '' };
}

/** The place of an object's member, or of a list's element, one step further in. */
export function within(place: Place, step: string | number): Place {
  if (typeof step === 'number') return { owner: place.owner, path: `${place.path}[${step}]` };
  return { owner: place.owner, path: place.path === '' ? step : `${place.path}.${step}` };
}

/** A place as messages begin: `Stack LogicalId (construct/path) Property.Path`. */
export function placeText({ owner, path }: Place): string {
  return path === '' ? owner : `${owner} ${path}`;
}
