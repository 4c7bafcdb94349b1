import type { DeclaredResource } from './resources.ts';

/** Something in a template that has no effect locally: a whole resource, or one of its properties. */
export interface Notice extends DeclaredResource {
  /** The property's path without array positions; undefined for the whole resource. */
  readonly property: string | undefined;
  readonly reason: string;
}

/**
 * The notices as lines for a person: one for each property of a type (forty functions have the same), with the first
 * resource that has it named and the others counted.
 */
export function noticeLines(notices: readonly Notice[]): string[] {
  const groups = Map.groupBy(notices, ({ type, property, reason }) =>
    property === undefined ? `${type}: ${reason}` : `${type} ${property}: ${reason}`,
  );
  return [...groups].map(([subject, [first, ...others]]) => {
    const example = first ? `${first.stack} ${first.logicalId} (${first.path})` : '';
    return others.length === 0 ? `${subject}: ${example}` : `${subject}: ${example} and ${others.length} more`;
  });
}
