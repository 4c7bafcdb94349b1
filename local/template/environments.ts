import type { Binding } from './assembly.ts';
import type { Environment } from './resources.ts';

/**
 * The environment of a stack: where it is bound to, and `otherwise` where it is bound to nothing. CDK writes a bound
 * stack's account and region into ARNs and names as literals, so `Ref: AWS::Region` and the resources' own ARNs must
 * say the same.
 */
export function environmentOf(binding: Binding, otherwise: Environment): Environment {
  const accountId = binding.accountId ?? otherwise.accountId;
  if (binding.region === undefined) return { ...otherwise, accountId };
  return { accountId, region: binding.region, ...partitionOf(binding.region) };
}

/** The account and the region that all the bound stacks agree on; undefined for each where they do not. */
export function commonBinding(bindings: readonly Binding[]): Binding {
  return {
    accountId: only(bindings.map((binding) => binding.accountId)),
    region: only(bindings.map((binding) => binding.region)),
  };
}

/** A text of an asset manifest with its placeholders filled; they are written as in `Fn::Sub`. */
export function fillPlaceholders(text: string, { accountId, region, partition }: Environment): string {
  const values = new Map(Object.entries({ AccountId: accountId, Region: region, Partition: partition }));
  return text.replaceAll(/\$\{AWS::(\w+)\}/g, (placeholder, name: string) => values.get(name) ?? placeholder);
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
function partitionOf(region: string): { partition: string; urlSuffix: string } {
  if (region.startsWith('cn-')) return { partition: 'aws-cn', urlSuffix: 'amazonaws.com.cn' };
  if (region.startsWith('us-gov-')) return { partition: 'aws-us-gov', urlSuffix: 'amazonaws.com' };
  return { partition: 'aws', urlSuffix: 'amazonaws.com' };
}

function only(values: readonly (string | undefined)[]): string | undefined {
  const distinct = new Set(values.filter((value) => value !== undefined));
  return distinct.size === 1 ? [...distinct][0] : undefined;
}
