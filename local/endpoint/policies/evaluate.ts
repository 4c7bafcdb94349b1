import type { Policy, PolicyRequest, StatementReference } from './policy.ts';

/** What policies say about a request, and which of their statements say it. */
export interface Decision {
  readonly effect: 'allow' | 'explicit deny' | 'implicit deny';
  /** All statements that allow, or all that deny; none for an implicit deny. */
  readonly statements: readonly StatementReference[];
}

/**
 * Asks policies: a deny wins over every allow, and what nothing allows is denied.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export const evaluate = (policies: readonly Policy[], request: PolicyRequest): Decision => {
  const applying = policies.flatMap((policy) => policy.statements).filter((statement) => statement.appliesTo(request));
  const denying = applying.filter((statement) => statement.effect === 'Deny');
  if (denying.length > 0) return { effect: 'explicit deny', statements: denying.map((denied) => denied.reference) };
  if (applying.length > 0) return { effect: 'allow', statements: applying.map((allowed) => allowed.reference) };
  return { effect: 'implicit deny', statements: [] };
};
