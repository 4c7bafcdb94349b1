import { pathIn } from '../../lib/permissions/grants.ts';
import { isObject, ownObject, ownText, parseJson } from '../../local/template/json.ts';
import type { Json, JsonObject } from '../../local/template/resources.ts';
import type { SynthesizedStack } from './stacks.ts';

/** One stack before and after a change. A side without the stack has no resources. */
export interface StackPair {
  readonly name: string;
  readonly family: string;
  readonly stage: string | undefined;
  readonly presence: 'both' | 'new' | 'gone';
  readonly before: Side;
  readonly after: Side;
}

/** The resources of a template by their logical ids. */
export type Resources = Readonly<Record<string, ComparedResource>>;
export type ComparedResource = JsonObject & { Type: string; Properties: JsonObject; Metadata: JsonObject };

/** A template as it is compared: what changes with the code alone is masked in its resources and their ids. */
export interface Side {
  readonly resources: Resources;
  /** The same resources as they stand in the template, by their masked ids. */
  readonly unmasked: Resources;
  /** Whether CloudFormation refuses to delete the stack. */
  readonly isProtected: boolean;
}

/** Pairs the stacks of two checkouts by their names, in the order of the second, those that went last. */
export function pairStacks(base: readonly SynthesizedStack[], head: readonly SynthesizedStack[]): StackPair[] {
  const before = new Map(base.map((stack) => [stack.name, stack]));
  const after = new Map(head.map((stack) => [stack.name, stack]));
  const gone = base.filter(({ name }) => !after.has(name));
  return [...head, ...gone].map(({ name, family, stage }) => {
    const [old, new_] = [before.get(name), after.get(name)];
    const presence = old === undefined ? 'new' : new_ === undefined ? 'gone' : 'both';
    return { name, family, stage, presence, before: sideOf(old), after: sideOf(new_) };
  });
}

/** The construct path of a resource inside its stack, `FleetFiles/Bucket`; its logical id where the template has none. */
export function pathOf({ resources }: Side, id: string): string {
  return pathIn({ Resources: resources }, id);
}

function sideOf(stack: SynthesizedStack | undefined): Side {
  const bodies = Object.entries(ownObject(stack?.template ?? {}, 'Resources'));
  return {
    isProtected: stack?.isProtected === true,
    unmasked: Object.fromEntries(bodies.flatMap(([id, body]) => resource(masked(id), body))),
    resources: Object.fromEntries(
      bodies.flatMap(([id, body]) => resource(masked(id), parseJson(masked(JSON.stringify(body))))),
    ),
  };
}

/** Without hashes of assets, and with the logical id of a function's version as it is before it gets a hash of its own. */
function masked(text: string): string {
  return text.replaceAll(/[0-9a-f]{64}/g, 'HASH').replaceAll(/(CurrentVersion[0-9A-F]{8})[0-9a-f]{32}/g, '$1');
}

function resource(id: string, body: Json): [string, ComparedResource][] {
  const type = isObject(body) ? ownText(body, 'Type') : undefined;
  if (!isObject(body) || type === undefined) return [];
  const sections = { Properties: ownObject(body, 'Properties'), Metadata: ownObject(body, 'Metadata') };
  return [[id, { ...body, Type: type, ...sections }]];
}
