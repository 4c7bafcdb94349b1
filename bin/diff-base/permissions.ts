import type { StackPair } from './pairs.ts';
import { type Condition, holdersIn, type Rule, rulesIn } from './statements.ts';

/** What a change allows that was not allowed before, and the other way round. */
export interface PermissionChanges {
  readonly widened: readonly PermissionChange[];
  readonly narrowed: readonly PermissionChange[];
}

export interface PermissionChange {
  readonly rule: Rule;
  /** `allowed` or `denied` are new rules; `lifted` is a denial that is gone, `withdrawn` what is no longer allowed. */
  readonly how: 'allowed' | 'denied' | 'lifted' | 'withdrawn';
}

/**
 * Compares what policies allow, not how they say it: a statement that is split, merged or covered by another one is no
 * change. What cannot be compared with certainty (a negated element, a number in a condition) counts as widened when it
 * is not the same.
 */
export function permissionChanges({ before, after }: StackPair): PermissionChanges {
  const [old, new_] = [rulesIn(before), rulesIn(after)];
  const [holdersBefore, holdersAfter] = [holdersIn(before), holdersIn(after)];
  const allows = (rules: readonly Rule[]) => rules.filter(({ effect }) => effect === 'Allow');
  const denies = (rules: readonly Rule[]) => rules.filter(({ effect }) => effect === 'Deny');
  const notIn = (rules: readonly Rule[], others: readonly Rule[]) =>
    rules.filter((rule) => !others.some((other) => covers(other, rule)));
  return {
    widened: [
      ...notIn(allows(new_), allows(old)).map((rule) => ({ rule, how: 'allowed' as const })),
      ...notIn(denies(old), denies(new_))
        .filter(({ holder }) => holdersAfter.has(holder))
        .map((rule) => ({ rule, how: 'lifted' as const })),
    ],
    narrowed: [
      ...notIn(allows(old), allows(new_)).map((rule) => ({ rule, how: 'withdrawn' as const })),
      ...notIn(denies(new_), denies(old))
        .filter(({ holder }) => holdersBefore.has(holder))
        .map((rule) => ({ rule, how: 'denied' as const })),
    ],
  };
}

/** Whether a rule says all that another one says: it holds whenever that one holds. */
export function covers(wide: Rule, narrow: Rule): boolean {
  return (
    wide.holder === narrow.holder &&
    (wide.principal === narrow.principal || wide.principal === '*') &&
    matches(wide.action.toLowerCase(), narrow.action.toLowerCase()) &&
    matches(wide.resource, narrow.resource) &&
    wide.conditions.every((condition) => narrow.conditions.some((other) => isTighter(other, condition)))
  );
}

/** Whether a condition holds only where another one does. */
function isTighter(one: Condition, other: Condition): boolean {
  if (one.key.toLowerCase() !== other.key.toLowerCase()) return false;
  if (one.operator === other.operator && one.value === other.value) return true;
  const isPattern = /(StringLike|ArnLike|ArnEquals)$/.test(other.operator);
  const like = (operator: string) => operator.replace('StringEquals', 'StringLike').replace('ArnEquals', 'ArnLike');
  return isPattern && like(one.operator) === like(other.operator) && matches(other.value, one.value);
}

/** Whether a pattern with `*` and `?` takes in a text, or all that another pattern takes in. */
function matches(pattern: string, text: string): boolean {
  if (pattern === text) return true;
  const escaped = pattern.replaceAll(/[.+^${}()|[\]\\/-]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*').replaceAll('?', '[^*]')}$`, 's').test(text);
}
