import { functionArn, parseFunctionReference } from '../functions/arns.ts';
import { ownText, scalarText } from '../template/json.ts';
import { Problem } from '../template/problem.ts';
import type { Environment, JsonObject, Resource } from '../template/resources.ts';
import type { PoliciesOnResources } from './authorization.ts';
import { authorize } from './authorization.ts';
import { type ServiceOrigin, serviceFor } from './requesters.ts';

/**
 * An `AWS::Lambda::Permission` as what AWS makes of it: a statement of the policy of a function, or of one alias or
 * version. A permission on an alias is for that alias alone, one on the function for the function without a qualifier.
 * https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html
 */
export const readInvokePermission = (
  { properties }: Resource,
  resources: readonly Resource[],
  environment: Environment,
): { arns: readonly string[]; document: JsonObject } => {
  const reference = ownText(properties, 'FunctionName');
  const principal = ownText(properties, 'Principal');
  if (reference === undefined || principal === undefined) throw new Problem('FunctionName and Principal must be text');
  const { name, qualifier } = parseFunctionReference(reference);
  const known = resources.find((each) => each.type === 'AWS::Lambda::Function' && each.ref === name)?.attributes.Arn;
  const unqualified = known ?? functionArn(name, environment);
  const arn = qualifier === undefined ? unqualified : `${unqualified}:${qualifier}`;
  const sourceAccount = scalarText(properties.SourceAccount);
  const sourceArn = ownText(properties, 'SourceArn');
  return {
    arns: [arn],
    document: {
      Version: '2012-10-17',
      Statement: {
        Effect: 'Allow',
        Action: properties.Action ?? null,
        Principal: principalOf(principal),
        Resource: arn,
        Condition: {
          ...(sourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': sourceAccount } }),
          ...(sourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': sourceArn } }),
        },
      },
    },
  };
};

/**
 * Whether the policy of a function (or of its alias or version) lets a service invoke it. An HTTP API answers 500 where
 * it does not.
 *
 * @param functionArn as the service calls it: with the alias or version
 */
export const mayInvoke = (
  policies: PoliciesOnResources,
  functionArn: string,
  origin: ServiceOrigin,
  environment: Environment,
): boolean => {
  const needed = { action: 'lambda:InvokeFunction', resource: functionArn };
  return authorize([needed], serviceFor(origin, environment), policies).denied === undefined;
};

/** A service's domain name, an account, a role's ARN, or `*`. */
const principalOf = (principal: string): JsonObject | '*' => {
  if (principal === '*') return principal;
  return /\.amazon(aws)?\.com(\.cn)?$/.test(principal) ? { Service: principal } : { AWS: principal };
};
