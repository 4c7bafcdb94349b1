import { loadApp } from '../../../local/run.ts';
import type { App } from '../../../local/template/app.ts';

/** A function of the app as Lambda has it. */
export interface DeployedFunction {
  readonly functionName: string;
  readonly region: string;
}

/** @throws Error where the assembly has no such function */
export function functionOf(assembly: string, { name }: { readonly name: string }): DeployedFunction {
  const { resources, environment } = loadApp(assembly);
  const found = resources.find(({ type, path }) => type === 'AWS::Lambda::Function' && path.includes(`/${name}/`));
  if (found === undefined) throw new Error(`The app has no function ${name}.`);
  return { functionName: found.ref, region: environment.region };
}

/** The name of the app's one table. @throws Error where it has none */
export function tableOf({ resources }: App): string {
  const table = resources.find(({ type }) => type === 'AWS::DynamoDB::GlobalTable');
  if (table === undefined) throw new Error('The app has no table.');
  return table.ref;
}
