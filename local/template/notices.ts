import type { DeclaredResource } from './resources.ts';

/** Something in a template that has no effect locally: a whole resource, or one of its properties. */
export interface Notice extends DeclaredResource {
  /** The property's path without array positions; undefined for the whole resource. */
  readonly property: string | undefined;
  readonly reason: string;
}

/**
 * The notices as lines for a person: one for each reason that a type has, with its properties, and the first resource
 * that has it named (forty functions have the same).
 */
export function noticeLines(notices: readonly Notice[]): string[] {
  const groups = Map.groupBy(notices, ({ type, reason }) => `${type} ${reason}`);
  return Array.from(groups.values(), (group) => {
    const [first] = group;
    if (first === undefined) return '';
    const properties = new Set(group.flatMap(({ property }) => property ?? []));
    const resources = new Set(group.map(({ path }) => path));
    const subject = [first.type, [...properties].join(', ')].filter(Boolean).join(' ');
    const others = resources.size > 1 ? ` and ${resources.size - 1} more` : '';
    return `${subject} (${first.stack} ${first.logicalId}, ${first.path}${others}): ${first.reason}`;
  });
}
