import db from 'dynalite/db/index.js';
import type { Item } from '../items/attribute-values.ts';
import type { Operand, ParsedUpdate, Path, UpdateAction } from './request-types.ts';

/**
 * An update expression, arranged so that dynalite, which applies the actions one after the other to the same item,
 * gives what DynamoDB gives, where every action sees the item as it was.
 *
 * - What an action takes from the item is looked up before any action changes it.
 * - Removals come last, and in each list from its end, so that none moves what another one means.
 */
export function arrangedUpdate(update: ParsedUpdate, before: Item | undefined): ParsedUpdate {
  const actions = update.sections.map((action) => lookedUp(action, before ?? {}));
  const removals = actions.filter(({ type }) => type === 'remove').sort((one, other) => byPlace(other.path, one.path));
  return { ...update, sections: [...actions.filter(({ type }) => type !== 'remove'), ...removals] };
}

const lookedUp = (action: UpdateAction, item: Item): UpdateAction =>
  action.type === 'set' && action.val ? { ...action, val: valueIn(item, action.val) } : action;

/** An operand without paths, but those that lead nowhere: dynalite has the words for them. */
function valueIn(item: Item, operand: Operand): Operand {
  if (isPath(operand)) return db.mapPath(operand, item) ?? operand;
  if (!('args' in operand)) return operand;
  const [first, second] = operand.args;
  if (operand.name === 'if_not_exists' && first && second) {
    return (isPath(first) && db.mapPath(first, item)) || valueIn(item, second);
  }
  return { ...operand, args: operand.args.map((one) => valueIn(item, one)) };
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
