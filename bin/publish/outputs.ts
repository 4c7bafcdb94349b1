import { readFileSync } from 'node:fs';

/** What the stacks of a stage say of themselves, as far as the page is about. */
export interface StageOutputs {
  /** The name of the back end's stack. */
  readonly ridesStack: string;
  readonly rides: Outputs;
  readonly page: Outputs;
}

export type Outputs = Readonly<Record<string, string>>;

/**
 * Reads a file of outputs, as `cdk deploy --outputs-file` writes it.
 *
 * @returns undefined where it tells of no page: its stack was not deployed
 * @throws Error where it is no such file, or tells of a page and not of its back end
 */
export function readOutputs(file: string): StageOutputs | undefined {
  const stacks: Record<string, Outputs> = JSON.parse(readFileSync(file, 'utf8'));
  const [name, page] = Object.entries(stacks).find(([, outputs]) => outputs.PageBucket !== undefined) ?? [];
  if (name === undefined || page === undefined) return undefined;
  const ridesStack = name.replace(/-Web$/, '');
  const rides = stacks[ridesStack];
  if (rides === undefined) throw new Error(`${file} tells of ${name} and not of ${ridesStack}.`);
  return { ridesStack, rides, page };
}

/** @throws Error that names an output that is not there */
export function output(outputs: Outputs, name: string): string {
  const value = outputs[name];
  if (value === undefined) throw new Error(`The stack has no output ${name}: deploy it again.`);
  return value;
}

/** What the page reads at its start: nothing of a stage is built into it. */
export function configOf({ rides, page }: StageOutputs): object {
  return {
    apiUrl: output(rides, 'ApiUrl').replace(/\/$/, ''),
    issuer: output(rides, 'IssuerUrl'),
    clientId: output(rides, 'ClientId'),
    signOutUrl: `${output(rides, 'SignInUrl')}/logout`,
    ...(page.TileUrl !== undefined && { tileUrl: page.TileUrl, tileAttribution: page.TileAttribution }),
  };
}
