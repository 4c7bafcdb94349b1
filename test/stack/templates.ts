import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import { consumers } from '../../lambda/consumers.ts';
import { operations } from '../../lambda/operations.ts';
import { functionsIn, type Template, type TemplateResource } from '../../lib/permissions/grants.ts';
import type { StageName } from '../../lib/stages.ts';

export const stageNames = ['dev', 'staging', 'prod'] as const satisfies readonly StageName[];
export const operationNames = operations.map(({ name }) => name);
/** Those of operations, and of what events invoke. */
export const functionNames = [...operations, ...consumers].map(({ name }) => name);

/** A file of a stage's assembly. */
export function assemblyFile(stage: StageName, file: string): string {
  return join(inject('assemblies')[stage] ?? '', file);
}

/** The template of a stage's stack, as it was synthesized for all tests. */
export function templateOf(stage: StageName): Template {
  return JSON.parse(readFileSync(assemblyFile(stage, `UnicornRides-${stage}.template.json`), 'utf8'));
}

/** The template of a stage's page. */
export function pageTemplateOf(stage: StageName): Template {
  return JSON.parse(readFileSync(assemblyFile(stage, `UnicornRides-${stage}-Web.template.json`), 'utf8'));
}

export interface Found extends TemplateResource {
  readonly id: string;
  readonly Properties: Readonly<Record<string, unknown>>;
}

/** The resources of one type, in the template's order. */
export function resourcesOf(template: Template, type: string): Found[] {
  return Object.entries(template.Resources).flatMap(([id, resource]) =>
    resource.Type === type ? [{ Properties: {}, ...resource, id }] : [],
  );
}

/** The only resource of a type. @throws Error where there is none, or several */
export function resourceOf(template: Template, type: string): Found {
  const [only, ...others] = resourcesOf(template, type);
  if (only === undefined || others.length > 0) throw new Error(`There are ${others.length + (only ? 1 : 0)} ${type}.`);
  return only;
}

/** The resource of a construct, by the path inside the stack. @throws Error where there is none */
export function resourceAt(template: Template, path: string): Found {
  for (const [id, resource] of Object.entries(template.Resources)) {
    const own = String(resource.Metadata?.['aws:cdk:path']).replace(/^[^/]+\//, '');
    if (own === path) return { Properties: {}, ...resource, id };
  }
  throw new Error(`There is no resource ${path}.`);
}

/** The construct path of a function inside the stack: events have theirs below what they are about. */
export function functionPath(template: Template, name: string): string {
  const paths = functionsIn(template).map((one) => one.name);
  return paths.find((path) => path.split('/').at(-1) === name) ?? name;
}

/** What a function's environment, settings and code are. */
export function functionOf(template: Template, name: string): Found {
  return resourceAt(template, `${functionPath(template, name)}/Function/Resource`);
}

/** The ARN that routes and events call a function by: an alias's in prod, where new versions get their calls in steps. */
export function calledArn(template: Template, stage: StageName, name: string): object {
  if (stage !== 'prod') return { 'Fn::GetAtt': [functionOf(template, name).id, 'Arn'] };
  return { Ref: resourceAt(template, `${functionPath(template, name)}/Live/Resource`).id };
}
