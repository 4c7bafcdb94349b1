import db from 'dynalite/db/index.js';
import type { AttributeValue, Item } from '../items/attribute-values.ts';
import type { Operand, ParsedUpdate, Path, UpdateAction } from './request-types.ts';

/**
 * An update expression, arranged so that dynalite, which applies the actions one after the other to the same item,
 * gives what DynamoDB gives, where every action sees the item as it was.
 *
 * - Values that an action takes from the item are copied first, so that no later action changes them.
 * - Removals come last, and in each list from its end, so that none moves what another one means.
 */
export function arrangedUpdate(update: ParsedUpdate, before: Item | undefined): ParsedUpdate {
  const actions = update.sections.map((action) => detached(action, before ?? {}));
  const removals = actions.filter(({ type }) => type === 'remove').sort((one, other) => byPlace(other.path, one.path));
  return { ...update, sections: [...actions.filter(({ type }) => type !== 'remove'), ...removals] };
}

const detached = (action: UpdateAction, item: Item): UpdateAction =>
  action.type === 'set' && action.val ? { ...action, val: detachedOperand(action.val, item) } : action;

function detachedOperand(operand: Operand, item: Item): Operand {
  if (isPath(operand)) return copyAt(operand, item) ?? operand;
  if (!('args' in operand)) return operand;
  const [first, second] = operand.args;
  if (operand.name === 'if_not_exists' && first && second) {
    return (isPath(first) && copyAt(first, item)) || detachedOperand(second, item);
  }
  return { ...operand, args: operand.args.map((one) => detachedOperand(one, item)) };
}

function copyAt(path: Path, item: Item): AttributeValue | undefined {
  const value = db.mapPath(path, item);
  return value ? structuredClone(value) : undefined;
}

const isPath = (operand: Operand): operand is Path => Array.isArray(operand);

/** Orders paths step by step: places in a list by number, names by text. */
function byPlace(one: Path, other: Path): number {
  for (const [depth, step] of one.entries()) {
    const otherStep = other[depth];
    if (otherStep === undefined) return 1;
    if (step === otherStep) continue;
    if (typeof step === 'number' && typeof otherStep === 'number') return step - otherStep;
    return String(step) < String(otherStep) ? -1 : 1;
  }
  return one.length - other.length;
}
