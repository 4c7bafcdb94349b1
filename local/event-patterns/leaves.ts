import { isObject } from '../template/json.ts';
import type { Json, JsonObject } from '../template/resources.ts';

/** A value without members: what the tests of a pattern look at. */
export type Scalar = string | number | boolean | null;

/** The elements of arrays that a leaf stands in: each array's number in its event, and the element's position. */
export type Elements = ReadonlyMap<number, number>;

/** A value in an event, and where it stands among the event's arrays. */
export interface Leaf {
  readonly value: Scalar;
  readonly elements: Elements;
}

/**
 * The leaves of an event by their path (`detail.state`), as EventBridge flattens events: arrays add no step to a path,
 * and what is empty has no leaf. A name with a dot is a path too, as it is there.
 *
 * @param wanted the paths to look for; whatever leads to none of them is not walked
 */
export function leavesOf(event: JsonObject, wanted: ReadonlySet<string>): Map<string, Leaf[]> {
  const leaves = new Map<string, Leaf[]>();
  const beginnings = beginningsOf(wanted);
  let arrays = 0;
  const walk = (value: Json, path: string, elements: Elements): void => {
    if (Array.isArray(value)) {
      const array = arrays++;
      for (const [position, element] of value.entries()) {
        // A scalar in a list belongs to the whole list: two fields may take two of its elements.
        const isInside = typeof element === 'object' && element !== null;
        walk(element, path, isInside ? new Map([...elements, [array, position]]) : elements);
      }
    } else if (isObject(value)) {
      for (const [name, member] of Object.entries(value)) {
        const memberPath = path === '' ? name : `${path}.${name}`;
        if (beginnings.has(memberPath)) walk(member, memberPath, elements);
      }
    } else if (wanted.has(path)) {
      const list = leaves.get(path) ?? [];
      list.push({ value, elements });
      leaves.set(path, list);
    }
  };
  walk(event, '', new Map());
  return leaves;
}

function beginningsOf(paths: ReadonlySet<string>): Set<string> {
  const beginnings = new Set<string>();
  for (const path of paths) {
    for (let dot = path.indexOf('.'); dot >= 0; dot = path.indexOf('.', dot + 1)) beginnings.add(path.slice(0, dot));
    beginnings.add(path);
  }
  return beginnings;
}
