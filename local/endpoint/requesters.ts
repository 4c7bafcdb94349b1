import type { Environment } from '../template/resources.ts';
import type { Actor } from './access.ts';
import type { Identity } from './credentials.ts';
import type { RequestContext } from './policies/patterns.ts';
import type { Principal } from './policies/principals.ts';
import type { Role } from './roles.ts';
import type { ConditionContext } from './service.ts';

/** Who wants something, as policies see them, with all that policies may ask about them. */
export interface Requester {
  /** The root of the account, a role's session, or a service by itself. */
  readonly type: 'root' | 'role' | 'service';
  /** What AWS calls them when it denies something. */
  readonly name: string;
  readonly principal: Principal;
  /** What the role's own policies are; none for a role that is gone. */
  readonly role?: Role;
  /** The global condition keys. */
  readonly context: RequestContext;
}

/** A service and, where it comes for one resource, that resource's ARN. */
export interface ServiceOrigin {
  readonly service: string;
  readonly sourceArn?: string;
}

/** What the endpoint knows of a request that policies may ask about, beside the service's own keys. */
export interface RequestFacts {
  readonly identity: Identity;
  readonly region: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Who makes a request at the endpoint. Its condition keys are those that AWS puts into a request of a Lambda function.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html
 */
export const callerAt = ({ identity, region, headers }: RequestFacts, role: Role | undefined): Requester => {
  const { caller, issuedAt, sessionName } = identity;
  const account = `arn:aws:iam::${caller.accountId}:root`;
  const isRoot = caller.type === 'root';
  return {
    type: caller.type,
    name: caller.arn,
    principal: isRoot
      ? { type: 'AWS', names: [caller.arn] }
      : { type: 'AWS', names: [caller.arn, caller.principalArn], account },
    ...(role && { role }),
    context: lowerCaseKeys({
      ...everyRequest(region, caller.accountId),
      'aws:PrincipalAccount': [caller.accountId],
      'aws:PrincipalArn': [caller.principalArn],
      'aws:PrincipalIsAWSService': ['false'],
      'aws:PrincipalType': [isRoot ? 'Account' : 'AssumedRole'],
      'aws:SourceIp': ['127.0.0.1'],
      'aws:userid': [caller.userId],
      ...(headers['user-agent'] !== undefined && { 'aws:UserAgent': [headers['user-agent']] }),
      ...(headers.referer !== undefined && { 'aws:Referer': [headers.referer] }),
      ...(!isRoot && {
        'aws:TokenIssueTime': [isoSeconds(issuedAt.getTime())],
        'lambda:SourceFunctionArn': [`arn:aws:lambda:${region}:${caller.accountId}:function:${sessionName}`],
      }),
      ...tagKeys(role),
    }),
  };
};

/** A service that has taken a role. */
export const serviceInRole = (role: Role, { service }: Actor, { accountId, region }: Environment): Requester => {
  const sessionName = service.split('.')[0] ?? service;
  const session = `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`;
  return {
    type: 'role',
    name: session,
    principal: { type: 'AWS', names: [session, role.arn], account: `arn:aws:iam::${accountId}:root` },
    role,
    context: lowerCaseKeys({
      ...everyRequest(region, accountId),
      'aws:PrincipalAccount': [accountId],
      'aws:PrincipalArn': [role.arn],
      'aws:PrincipalIsAWSService': ['false'],
      'aws:PrincipalType': ['AssumedRole'],
      'aws:userid': [`${role.id}:${sessionName}`],
      ...tagKeys(role),
    }),
  };
};

/** A service by itself, on behalf of a resource: `sns.amazonaws.com` for a topic. */
export const serviceFor = (origin: ServiceOrigin, { accountId, region }: Environment): Requester => ({
  type: 'service',
  name: origin.service,
  principal: { type: 'Service', names: [origin.service] },
  context: lowerCaseKeys({ ...everyRequest(region, accountId), ...serviceKeys(origin, accountId) }),
});

/** What a service says of itself, to the policies of resources and to the roles that it takes. */
export const serviceKeys = ({ service, sourceArn }: ServiceOrigin, accountId: string): ConditionContext => ({
  'aws:PrincipalIsAWSService': ['true'],
  'aws:PrincipalServiceName': [service],
  'aws:PrincipalServiceNamesList': [service],
  // A bucket's ARN names no account; a service that comes for no resource in particular still comes for this account.
  'aws:SourceAccount': [sourceArn?.split(':')[4] || accountId],
  ...(sourceArn !== undefined && { 'aws:SourceArn': [sourceArn] }),
});

/** A context with the keys of a service beside the global ones. */
export const withServiceKeys = (global: RequestContext, context: ConditionContext | undefined): RequestContext =>
  context ? new Map([...global, ...lowerCaseKeys(context)]) : global;

/**
 * The keys of every request. The transport counts as secure: loopback stands for TLS here, and a policy that asks for TLS
 * is meant for AWS.
 */
const everyRequest = (region: string, accountId: string): ConditionContext => {
  const now = Date.now();
  return {
    'aws:CurrentTime': [isoSeconds(now)],
    'aws:EpochTime': [String(Math.floor(now / 1000))],
    'aws:RequestedRegion': [region],
    'aws:ResourceAccount': [accountId],
    'aws:SecureTransport': ['true'],
    'aws:ViaAWSService': ['false'],
  };
};

const tagKeys = (role: Role | undefined): ConditionContext =>
  Object.fromEntries(Object.entries(role?.tags ?? {}).map(([tag, value]) => [`aws:PrincipalTag/${tag}`, [value]]));

/** Condition keys as policies look them up: their case does not matter. */
export const lowerCaseKeys = (context: ConditionContext): RequestContext =>
  new Map(Object.entries(context).map(([key, values]) => [key.toLowerCase(), values]));

const isoSeconds = (time: number): string => new Date(time).toISOString().replace(/\.\d+/, '');
