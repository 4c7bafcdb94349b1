import { createHash } from 'node:crypto';
import type { Environment } from './resources.ts';

/**
 * A name for a resource that the template gives none, as CloudFormation makes them
 * (`Stack-LogicalId-1A2B3C4D5E6F`), but always the same for the same resource.
 *
 * @param maxLength in characters; the readable part is cut, never the part that tells names apart
 */
export function generatedName(environment: Environment, stack: string, logicalId: string, maxLength = 64): string {
  const suffix = digest(environment, stack, logicalId).slice(0, 12).toUpperCase();
  const readable = `${stack}-${logicalId}`.slice(0, Math.max(0, maxLength - suffix.length - 1));
  return `${readable}-${suffix}`.slice(-maxLength);
}

/** The id of a stack, an ARN that ends in a UUID. Always the same for the same stack. */
export function stackId(environment: Environment, stack: string): string {
  const { partition, region, accountId } = environment;
  const uuid = digest(environment, stack).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
  return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stack}/${uuid}`;
}

/** Tells apart what has the same name elsewhere: the same stack in two regions, a logical id in two stacks. */
function digest(environment: Environment, ...names: string[]): string {
  return createHash('sha256')
    .update([environment.accountId, environment.region, ...names].join('/'))
    .digest('hex');
}
