import { isObject } from '../../../template/json.ts';
import type { Json } from '../../../template/resources.ts';

/** A step into a value: a member's name, a position in a list, or all of either. */
type Step = string | number | typeof all;
const all = Symbol('all');

/**
 * Reads a JSON path as rules take them: `$`, `$.detail.state`, `$.detail['state']`, `$.resources[0]`, `$.detail.items[*]`.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
 *
 * @returns what the path leads to in an event, or undefined where it leads nowhere
 * @throws Error for a path of another form
 */
export function compileInputPath(path: string): (event: Json) => Json | undefined {
  const steps: Step[] = [];
  let rest = path.startsWith('$') ? path.slice(1) : undefined;
  while (rest) {
    const [found, name, quoted, position] = /^(?:\.([^.[\]]+)|\[(?:'([^']*)'|"[^"]*")\]|\[(\d+|\*)\])/.exec(rest) ?? [];
    if (found === undefined) break;
    if (name === '*' || position === '*') steps.push(all);
    else if (position !== undefined) steps.push(Number(position));
    else steps.push(name ?? quoted ?? found.slice(2, -2));
    rest = rest.slice(found.length);
  }
  if (rest !== '') throw new Error(`Invalid JSON path ${path}`);
  return (event) => follow(event, steps);
}

function follow(value: Json | undefined, steps: readonly Step[]): Json | undefined {
  const [step, ...rest] = steps;
  if (step === undefined || value === undefined) return value;
  if (step === all) {
    const inner = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    const found = inner.map((one) => follow(one, rest)).filter((one) => one !== undefined);
    return found.length === 0 ? undefined : found;
  }
  if (typeof step === 'number') return Array.isArray(value) ? follow(value[step], rest) : undefined;
  return isObject(value) && Object.hasOwn(value, step) ? follow(value[step], rest) : undefined;
}
