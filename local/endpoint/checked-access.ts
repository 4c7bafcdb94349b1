import type { Environment } from '../template/resources.ts';
import { type Access, AccessDenied, type Actor } from './access.ts';
import { type AuthorizationReport, authorize, type PoliciesOnResources } from './authorization.ts';
import type { Identities } from './credentials.ts';
import { type Requester, serviceFor, serviceInRole } from './requesters.ts';
import { trustOf } from './trust.ts';

export interface AccessOptions {
  readonly environment: Environment;
  /** Know the roles as they are now. */
  readonly identities: Pick<Identities, 'role'>;
  readonly resourcePolicies: PoliciesOnResources;
  /** Told of each check, and what the policies said: for tests of permissions. */
  readonly onCheck?: (check: AccessCheck) => void;
}

/** What an actor was about to do. */
export interface AccessCheck extends AuthorizationReport {
  readonly actor: Actor;
}

/** What services may do without a request at the endpoint, by the same policies that decide on requests. */
export const createAccess = ({ environment, identities, resourcePolicies, onCheck }: AccessOptions): Access => {
  const requester = (actor: Actor): Requester => {
    if (!('roleArn' in actor)) return serviceFor(actor, environment);
    const { roleArn, service } = actor;
    const role = identities.role(roleArn);
    const trust = role ? trustOf(role, actor, environment.accountId) : 'implicit deny';
    if (role && trust === 'allow') return serviceInRole(role, actor, environment);
    const what = `User: ${service} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    const why =
      trust === 'explicit deny'
        ? 'with an explicit deny in the role trust policy'
        : 'because no role trust policy allows the sts:AssumeRole action';
    throw new AccessDenied(`${what} ${why}`, { action: 'sts:AssumeRole', resource: roleArn });
  };
  return {
    check: (actor, needed) => {
      const { reports, denied } = authorize([needed], requester(actor), resourcePolicies);
      for (const report of reports) onCheck?.({ actor, ...report });
      if (denied) throw new AccessDenied(denied.message, needed);
    },
  };
};
