import { type Decision, evaluate } from './policies/evaluate.ts';
import type { Policy, PolicyRequest, StatementReference } from './policies/policy.ts';
import { type Requester, withServiceKeys } from './requesters.ts';
import type { Authorization } from './service.ts';

/** One action on one resource, and what policies said to it. */
export interface AuthorizationReport extends Authorization {
  readonly effect: Decision['effect'];
  /** The statements that allow it, or those that deny it. The root needs none. */
  readonly statements: readonly StatementReference[];
}

/** The policies that stand on resources. */
export interface PoliciesOnResources {
  /** Those of a queue, a topic, a bucket or an object in it, a function, alias or version, or an event bus. */
  readonly of: (resourceArn: string) => readonly Policy[];
}

/** What all parts were answered, and the first that is not allowed, if any is not. */
export interface Authorized {
  readonly reports: readonly AuthorizationReport[];
  readonly denied?: {
    readonly part: Authorization;
    /** In AWS's words. */
    readonly message: string;
  };
}

/** Asks the requester's own policies and those of the resources for all that a call needs. */
export const authorize = (
  needed: readonly Authorization[],
  requester: Requester,
  onResources?: PoliciesOnResources,
): Authorized => {
  const judged = needed.map((part) => ({ part, ...judge(part, requester, onResources?.of(part.resource) ?? []) }));
  const refused = judged.find(({ decision }) => decision.effect !== 'allow');
  return {
    reports: judged.map(({ part, decision }) => ({ ...part, ...decision })),
    ...(refused && {
      denied: { part: refused.part, message: denial(requester.name, refused.part, refused.decision, refused.by) },
    }),
  };
};

type PolicyType = 'identity-based policy' | 'resource-based policy' | 'permissions boundary';

interface Judgement {
  readonly decision: Decision;
  readonly by: PolicyType;
}

/**
 * Within one account a deny anywhere denies; else a role may do what its own policies or the resource's allow, as far as
 * its boundary allows it too. A service by itself has only the resource's policies. The root needs no policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic_policy-eval-denyallow.html
 */
const judge = (
  { action, resource, context }: Authorization,
  requester: Requester,
  onResource: readonly Policy[],
): Judgement => {
  const { principal, role, type } = requester;
  const request: PolicyRequest = { action, resource, principal, context: withServiceKeys(requester.context, context) };
  const ofResource = evaluate(onResource, request);
  if (type === 'service') return { decision: ofResource, by: 'resource-based policy' };
  const ofIdentity = type === 'root' ? needsNone : evaluate(role?.policies ?? [], request);
  const ofBoundary = role?.boundary ? evaluate([role.boundary], request) : needsNone;

  const answers: readonly Judgement[] = [
    { decision: ofIdentity, by: 'identity-based policy' },
    { decision: ofBoundary, by: 'permissions boundary' },
    { decision: ofResource, by: 'resource-based policy' },
  ];
  const denying = answers.find(({ decision }) => decision.effect === 'explicit deny');
  if (denying) return denying;
  if (ofIdentity.effect !== 'allow' && ofResource.effect !== 'allow') {
    return { decision: ofIdentity, by: 'identity-based policy' };
  }
  if (ofBoundary.effect !== 'allow') return { decision: ofBoundary, by: 'permissions boundary' };
  const statements = type === 'root' ? [] : [...ofIdentity.statements, ...ofResource.statements];
  return { decision: { effect: 'allow', statements }, by: 'identity-based policy' };
};

const needsNone: Decision = { effect: 'allow', statements: [] };

// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
const denial = (who: string, { action, resource }: Authorization, { effect }: Decision, by: PolicyType): string => {
  const what = `User: ${who} is not authorized to perform: ${action} on resource: ${resource}`;
  if (effect === 'implicit deny') return `${what} because no ${by} allows the ${action} action`;
  return `${what} with an explicit deny in ${by === 'identity-based policy' ? 'an' : 'a'} ${by}`;
};
