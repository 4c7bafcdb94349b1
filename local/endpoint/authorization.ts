import type { Identities, Identity } from './credentials.ts';
import { type Decision, evaluate } from './policies/evaluate.ts';
import type { RequestContext } from './policies/patterns.ts';
import type { PolicyRequest, StatementReference } from './policies/policy.ts';
import type { Role } from './roles.ts';
import type { Authorization, Caller, ConditionContext } from './service.ts';

/** One action on one resource, and what the caller's policies said to it. */
export interface AuthorizationReport extends Authorization {
  readonly effect: Decision['effect'];
  /** The statements that allow it, or those that deny it. The root needs none. */
  readonly statements: readonly StatementReference[];
}

/** What the endpoint knows of a request that policies may ask about, beside the service's own keys. */
export interface RequestFacts {
  readonly identity: Identity;
  readonly region: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Asks the caller's policies for all that a call needs.
 * @returns what they said to each part, and AWS's words for the first part that they do not allow.
 */
export const authorize = (
  needed: readonly Authorization[],
  facts: RequestFacts,
  identities: Pick<Identities, 'roleOf'>,
): { reports: AuthorizationReport[]; denied?: string } => {
  const { caller } = facts.identity;
  if (caller.type === 'root') {
    return { reports: needed.map((part) => ({ ...part, effect: 'allow', statements: [] })) };
  }
  const role = identities.roleOf(caller);
  const global = globalContext(facts, role);
  const judged = needed.map((part) => ({ part, ...judge(part, role, global) }));
  const refused = judged.find(({ decision }) => decision.effect !== 'allow');
  return {
    reports: judged.map(({ part, decision }) => ({ ...part, ...decision })),
    ...(refused && { denied: denial(caller, refused.part, refused.decision, refused.by) }),
  };
};

type PolicyType = 'identity-based policy' | 'permissions boundary';

/** A boundary gives nothing by itself: what is allowed must be allowed by it and by a policy. */
const judge = (
  { action, resource, context }: Authorization,
  role: Role | undefined,
  global: RequestContext,
): { decision: Decision; by: PolicyType } => {
  const request: PolicyRequest = { action, resource, context: withServiceKeys(global, context) };
  const decision = evaluate(role?.policies ?? [], request);
  if (!role?.boundary || decision.effect === 'explicit deny') return { decision, by: 'identity-based policy' };
  const bound = evaluate([role.boundary], request);
  if (bound.effect === 'explicit deny') return { decision: bound, by: 'permissions boundary' };
  return decision.effect === 'allow' && bound.effect !== 'allow'
    ? { decision: bound, by: 'permissions boundary' }
    : { decision, by: 'identity-based policy' };
};

// https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html
const denial = (caller: Caller, { action, resource }: Authorization, decision: Decision, by: PolicyType): string => {
  const who = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource}`;
  if (decision.effect === 'implicit deny') return `${who} because no ${by} allows the ${action} action`;
  return `${who} with an explicit deny in ${by === 'permissions boundary' ? 'a' : 'an'} ${by}`;
};

/**
 * The keys that AWS puts into every request of a Lambda function's role. The transport counts as secure: loopback stands
 * for TLS here, and a policy that asks for TLS is meant for AWS.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
const globalContext = ({ identity, region, headers }: RequestFacts, role: Role | undefined): RequestContext => {
  const { caller, issuedAt, sessionName } = identity;
  const now = Date.now();
  return lowerCaseKeys({
    'aws:CurrentTime': [isoSeconds(now)],
    'aws:EpochTime': [String(Math.floor(now / 1000))],
    'aws:PrincipalAccount': [caller.accountId],
    'aws:PrincipalArn': [caller.principalArn],
    'aws:PrincipalIsAWSService': ['false'],
    'aws:PrincipalType': ['AssumedRole'],
    'aws:RequestedRegion': [region],
    'aws:ResourceAccount': [caller.accountId],
    'aws:SecureTransport': ['true'],
    'aws:SourceIp': ['127.0.0.1'],
    'aws:TokenIssueTime': [isoSeconds(issuedAt.getTime())],
    'aws:ViaAWSService': ['false'],
    'aws:userid': [caller.userId],
    'lambda:SourceFunctionArn': [`arn:aws:lambda:${region}:${caller.accountId}:function:${sessionName}`],
    ...(headers['user-agent'] !== undefined && { 'aws:UserAgent': [headers['user-agent']] }),
    ...(headers.referer !== undefined && { 'aws:Referer': [headers.referer] }),
    ...Object.fromEntries(Object.entries(role?.tags ?? {}).map(([tag, value]) => [`aws:PrincipalTag/${tag}`, [value]])),
  });
};

const withServiceKeys = (global: RequestContext, context: ConditionContext | undefined): RequestContext =>
  context ? new Map([...global, ...lowerCaseKeys(context)]) : global;

const lowerCaseKeys = (context: ConditionContext): RequestContext =>
  new Map(Object.entries(context).map(([key, values]) => [key.toLowerCase(), values]));

const isoSeconds = (time: number): string => new Date(time).toISOString().replace(/\.\d+/, '');
