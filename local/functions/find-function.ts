import { latest, parseFunctionReference } from './arns.ts';
import type { FunctionDefinition } from './definition.ts';

/** A function that a reference leads to. */
export interface FoundFunction {
  readonly definition: FunctionDefinition;
  /** The ARN with the alias or version that was asked for; without one where none was. */
  readonly arn: string;
  /** The ARN with its qualifier in any case: `$LATEST` where none was asked for. Records of invocations have it. */
  readonly qualifiedArn: string;
  readonly qualifier: string;
  /** The version that runs: an alias's, `$LATEST` without a qualifier. */
  readonly version: string;
}

/**
 * Looks up a function by its name or ARN, also of an alias or version.
 *
 * @returns undefined where the app has no such function, or the function no such alias or version
 */
export function findFunction(functions: readonly FunctionDefinition[], reference: string): FoundFunction | undefined {
  const { name, qualifier } = parseFunctionReference(reference);
  const definition = functions.find((candidate) => candidate.name === name);
  if (!definition) return undefined;
  const { arn, published = {} } = definition;
  const asked = qualifier === undefined ? arn : `${arn}:${qualifier}`;
  if (reference.startsWith('arn:') && reference !== asked) return undefined;
  if (qualifier === undefined || qualifier === latest) {
    return { definition, arn: asked, qualifiedArn: `${arn}:${latest}`, qualifier: latest, version: latest };
  }
  const version = Object.hasOwn(published, qualifier) ? published[qualifier] : undefined;
  return version === undefined ? undefined : { definition, arn: asked, qualifiedArn: asked, qualifier, version };
}
