import type { Json } from '../../template/resources.ts';

/** Who asks, as the `Principal` of a resource's or a role's own policy names it. */
export interface Principal {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
  /** Every name that means this principal itself: a role's session answers to its own ARN and to the role's. */
  readonly names: readonly string[];
  /**
   * The ARN of its account's root. A statement that denies an account something denies it to all who belong to it; one
   * that allows it leaves it to their own policies.
   */
  readonly account?: string;
}

/** How a statement that names principals is meant. */
export interface PrincipalReading {
  /** Whether it is `NotPrincipal`. */
  readonly negated: boolean;
  readonly effect: 'Allow' | 'Deny';
  /** Whether `{"AWS": "*"}` means services too: in the policy of a resource, not in a role's trust policy. */
  readonly anyAwsIsEveryone: boolean;
}

/** Whether a statement speaks of a principal; one that names none (an identity's policy) speaks of its own. */
export type PrincipalTest = (principal: Principal | undefined) => boolean;

const types: readonly string[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'] satisfies Principal['type'][];

/**
 * Reads a `Principal` or `NotPrincipal` element once. `*` means everyone, and so does `{"AWS": "*"}`, in a trust policy
 * every AWS principal; a part of a name cannot have wildcards.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * @throws Error for another shape.
 */
export const compilePrincipal = (
  element: Json,
  { negated, effect, anyAwsIsEveryone }: PrincipalReading,
): PrincipalTest => {
  if (element === '*') return () => !negated;
  if (typeof element !== 'object' || element === null || Array.isArray(element)) {
    throw new Error('Principal is neither "*" nor an object');
  }
  const named = Object.entries(element).map(([type, names]) => {
    if (!types.includes(type)) throw new Error(`Principal has the unknown type "${type}"`);
    const list = (Array.isArray(names) ? names : [names]).map((name) => {
      if (typeof name !== 'string') throw new Error(`Principal ${type} has a name that is no text`);
      // The short form of an account is its root's ARN.
      return /^\d{12}$/.test(name) ? `arn:aws:iam::${name}:root` : name;
    });
    return { type, names: new Set(list) };
  });
  const matches = (principal: Principal) => {
    const isNamed = (names: ReadonlySet<string>) =>
      principal.names.some((name) => names.has(name)) ||
      (effect === 'Deny' && principal.account !== undefined && names.has(principal.account));
    return named.some(({ type, names }) => {
      if (type === 'AWS' && names.has('*')) return anyAwsIsEveryone || principal.type === 'AWS';
      return type === principal.type && isNamed(names);
    });
  };
  return (principal) => principal !== undefined && matches(principal) !== negated;
};
