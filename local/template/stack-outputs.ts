import { Problem } from './problem.ts';
import type { Environment } from './resources.ts';
import type { Stack } from './stack.ts';

/**
 * The value that a stack of the same account and region exports under a name, for `Fn::ImportValue`. Throws a
 * `Problem` where none does.
 */
export function exportedValue(stacks: Iterable<Stack>, name: string, environment: Environment): string {
  for (const stack of stacks) {
    if (!isIn(stack, environment)) continue;
    const output = stack.outputNames.find((candidate) => stack.exportName(candidate) === name);
    if (output !== undefined) return stack.output(output);
  }
  throw new Problem(`no stack in ${environment.accountId}/${environment.region} exports ${name}`);
}

/** An output of the stack with that name, account and region, for `Fn::GetStackOutput`. */
export function stackOutput(
  stacks: Iterable<Stack>,
  name: string,
  output: string,
  environment: Pick<Environment, 'accountId' | 'region'>,
): string {
  for (const stack of stacks) {
    if (stack.name === name && isIn(stack, environment)) return stack.output(output);
  }
  throw new Problem(`the assembly has no stack ${name} in ${environment.accountId}/${environment.region}`);
}

/** What CloudFormation refuses when a second stack comes: a stack's name, or an export's, that is taken. */
export function duplicates(stacks: readonly Stack[]): Problem[] {
  const names = stacks.map((stack) => `${environmentText(stack)} stack ${stack.name}`);
  const exports = stacks.flatMap((stack) =>
    stack.outputNames.flatMap((output) => {
      const name = stack.exportName(output);
      return name === undefined ? [] : [`${environmentText(stack)} export ${name}`];
    }),
  );
  return [...names, ...exports]
    .filter((name, index, all) => all.indexOf(name) !== index)
    .map((name) => new Problem('there is more than one', name));
}

function isIn(stack: Stack, { accountId, region }: Pick<Environment, 'accountId' | 'region'>): boolean {
  const own = stack.description.environment;
  return own.accountId === accountId && own.region === region;
}

function environmentText({ description: { environment } }: Stack): string {
  return `${environment.accountId}/${environment.region}`;
}
