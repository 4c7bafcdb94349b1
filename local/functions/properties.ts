import { own, scalarText } from '../template/json.ts';
import { placeOf, placeText, within } from '../template/place.ts';
import { Problem } from '../template/problem.ts';
import type { Resource } from '../template/resources.ts';

/** What is wrong with a property, with its stack, logical id and path. */
export const problemAt = (resource: Resource, property: string, reason: string): Problem =>
  new Problem(reason, placeText(within(placeOf(resource), property)));

/**
 * A property that is a whole number, also where the template writes it as a text.
 * @throws Problem for any other value, and one out of range
 */
export function numberIn(resource: Resource, property: string, [least, most]: readonly [number, number]) {
  const text = scalarText(own(resource.properties, property));
  if (text === undefined) return undefined;
  const number = Number(text);
  if (Number.isInteger(number) && number >= least && number <= most) return number;
  throw problemAt(resource, property, `must be a whole number from ${least} to ${most}, not ${text}`);
}

/** A property that is true or false, also where the template writes it as a text. */
export function booleanIn(resource: Resource, property: string): boolean | undefined {
  const text = scalarText(own(resource.properties, property));
  return text === undefined ? undefined : text === 'true';
}
