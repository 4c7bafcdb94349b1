import type { Resource } from '../template/resources.ts';
import { type FunctionReference, parseFunctionReference } from './arns.ts';

/** One statement of a function's resource policy: who may invoke it. */
export interface InvokePermission {
  readonly function: FunctionReference;
  /** `apigateway.amazonaws.com`, an account id, the ARN of a principal, or `*`. */
  readonly principal: string;
  /** The ARN, or pattern of ARNs, on whose behalf the principal must come. */
  readonly sourceArn?: string;
  /** The account that the source must belong to. */
  readonly sourceAccount?: string;
}

/** Someone who wants to invoke a function. */
export interface Invoker {
  readonly principal: string;
  /** Such as `arn:aws:execute-api:us-east-1:000000000000:api/stage/GET/rides`. */
  readonly sourceArn: string;
}

/** The permissions to invoke that a template's `AWS::Lambda::Permission` resources give. */
export function readPermissions(resources: readonly Resource[]): InvokePermission[] {
  return resources.flatMap(({ type, properties }) => {
    if (type !== 'AWS::Lambda::Permission') return [];
    const { Action, FunctionName, Principal, SourceAccount, SourceArn } = properties;
    if (typeof FunctionName !== 'string' || typeof Principal !== 'string') return [];
    if (!['lambda:InvokeFunction', 'lambda:*', '*'].includes(String(Action))) return [];
    return [
      {
        function: parseFunctionReference(FunctionName),
        principal: Principal,
        ...(typeof SourceArn === 'string' ? { sourceArn: SourceArn } : {}),
        ...(SourceAccount === undefined ? {} : { sourceAccount: String(SourceAccount) }),
      },
    ];
  });
}

/**
 * Whether a function's permissions let a service invoke it. A permission on an alias is for that alias alone, one on the
 * function for the function without a qualifier, as on AWS. An HTTP API answers 500 where this is false.
 *
 * @param reference the function's name or ARN, as the invoker has it
 */
export function mayInvoke(permissions: readonly InvokePermission[], reference: string, invoker: Invoker): boolean {
  const { name, qualifier } = parseFunctionReference(reference);
  return permissions.some(
    (permission) =>
      permission.function.name === name &&
      permission.function.qualifier === qualifier &&
      (permission.principal === '*' || permission.principal === invoker.principal) &&
      (permission.sourceArn === undefined || matches(permission.sourceArn, invoker.sourceArn)) &&
      (permission.sourceAccount === undefined || permission.sourceAccount === invoker.sourceArn.split(':')[4]),
  );
}

/** `ArnLike`: `*` stands for any characters within one of the ARN's six parts, `?` for one of them. */
function matches(pattern: string, arn: string): boolean {
  const wanted = arnParts(pattern);
  const parts = arnParts(arn);
  return parts.length === wanted.length && parts.every((part, index) => matchesPart(wanted[index] ?? '', part));
}

function arnParts(arn: string): string[] {
  const parts = arn.split(':');
  return [...parts.slice(0, 5), parts.slice(5).join(':')];
}

function matchesPart(pattern: string, part: string): boolean {
  const escaped = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '[^]*').replaceAll('?', '[^]')}$`).test(part);
}
