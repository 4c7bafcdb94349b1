import type { Environment } from '../template/resources.ts';

/** The qualifier of a function that is referred to without an alias or version. */
export const latest = '$LATEST';

/** A function as something refers to it: its name, and the alias or version when the reference has one. */
export interface FunctionReference {
  readonly name: string;
  readonly qualifier?: string;
}

/**
 * Reads the forms in which AWS takes a function: its name, `account:function:name`, or its ARN, each with or without
 * `:alias` or `:version`.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function parseFunctionReference(reference: string): FunctionReference {
  const after = reference.split(/(?:^|:)function:/).at(-1) ?? reference;
  const [name = '', qualifier] = after.split(':');
  return qualifier === undefined ? { name } : { name, qualifier };
}

/** The ARN of a function. */
export function functionArn(name: string, { partition, region, accountId }: Environment): string {
  return `arn:${partition}:lambda:${region}:${accountId}:function:${name}`;
}
