import { type Decision, evaluate } from './policies/evaluate.ts';
import { lowerCaseKeys, type ServiceOrigin, serviceKeys } from './requesters.ts';
import type { Role } from './roles.ts';

/**
 * Asks a role's trust policy whether a service may take the role. The service says which account it comes for
 * (`aws:SourceAccount`) and, where it comes for one resource, which (`aws:SourceArn`).
 */
export const trustOf = (role: Role, origin: ServiceOrigin, accountId: string): Decision['effect'] =>
  evaluate([role.trust], {
    action: 'sts:AssumeRole',
    resource: role.arn,
    principal: { type: 'Service', names: [origin.service] },
    context: lowerCaseKeys(serviceKeys(origin, accountId)),
  }).effect;
