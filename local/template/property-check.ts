import { placeOf, placeText, within } from './place.ts';
import { Problem } from './problem.ts';
import type { Json, JsonObject, ResourceType } from './resources.ts';
import type { TemplateResource } from './template.ts';

/** What the local run does with a resource's properties. */
export interface CheckedProperties {
  /** Those without an effect, by path, each with why. */
  readonly noEffect: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/**
 * Holds resolved properties against those that the resource's type names. The longest path that a type names decides:
 * with `runs: ['Cors']` and `noEffect: {'Cors.MaxAge': ...}` all of `Cors` is run but that member. What no path covers
 * is a problem, as it would change the behaviour on AWS and not here.
 */
export function checkProperties(
  resource: TemplateResource,
  properties: JsonObject,
  type: ResourceType,
): CheckedProperties {
  const named = new Map<string, Verdict>([
    ...type.runs.map((path): [string, Verdict] => [path, { runs: true }]),
    ...Object.entries(type.noEffect ?? {}).map(([path, why]): [string, Verdict] => [path, { runs: false, why }]),
  ]);
  const noEffect = new Map<string, string>();
  const problems = new Map<string, Problem>();
  const check = (value: Json, path: string, inherited: Verdict | undefined): void => {
    if (Array.isArray(value) && value.length > 0) {
      for (const element of value) check(element, path, inherited);
      return;
    }
    const verdict = named.get(path) ?? inherited;
    const namesBelow = [...named.keys()].some((name) => name.startsWith(`${path}.`));
    if (namesBelow && typeof value === 'object' && value !== null) {
      for (const [name, member] of Object.entries(value)) check(member, `${path}.${name}`, verdict);
    } else if (!verdict) {
      const place = placeText(within(placeOf(resource), path));
      problems.set(path, new Problem(`${resource.type} is not run locally with this property`, place));
    } else if (!verdict.runs) {
      noEffect.set(path, verdict.why);
    }
  };
  for (const [name, value] of Object.entries(properties)) check(value, name, undefined);
  return { noEffect, problems: [...problems.values()] };
}

type Verdict = { runs: true } | { runs: false; why: string };
