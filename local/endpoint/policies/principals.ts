import type { Json } from '../../template/resources.ts';

/** Who asks, as the `Principal` of a resource's or a role's own policy names it. */
export interface Principal {
  readonly type: 'AWS' | 'Service' | 'Federated' | 'CanonicalUser';
  /** Every name that means this principal: a role's session answers to its own ARN, the role's, and its account's. */
  readonly names: readonly string[];
}

/** Whether a statement speaks of a principal; one that names none (an identity's policy) speaks of its own. */
export type PrincipalTest = (principal: Principal | undefined) => boolean;

const types: readonly string[] = ['AWS', 'Service', 'Federated', 'CanonicalUser'] satisfies Principal['type'][];

/**
 * Reads a `Principal` or `NotPrincipal` element once. `*`, and `{"AWS": "*"}` for AWS principals, mean everyone; a part
 * of a name cannot have wildcards.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_principal.html
 * @throws Error for another shape.
 */
export const compilePrincipal = (element: Json, negated: boolean): PrincipalTest => {
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
  const matches = (principal: Principal) =>
    named.some(
      ({ type, names }) =>
        type === principal.type &&
        ((type === 'AWS' && names.has('*')) || principal.names.some((name) => names.has(name))),
    );
  return (principal) => principal !== undefined && matches(principal) !== negated;
};
