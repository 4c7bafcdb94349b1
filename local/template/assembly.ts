import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { isObject, own, ownObject, ownText, parseJson } from './json.ts';
import { Problem, type Problems } from './problem.ts';
import type { Json, JsonObject } from './resources.ts';
import { readTemplate, type Template } from './template.ts';

/** A cloud assembly (`cdk.out`) with the assemblies of its stages in it: what stands in its files, unresolved. */
export interface Assembly {
  readonly stacks: readonly AssemblyStack[];
  readonly assets: readonly Asset[];
}

/** Where a stack is bound to be deployed to; undefined where it goes to whatever account or region is current. */
export interface Binding {
  readonly accountId: string | undefined;
  readonly region: string | undefined;
}

export interface AssemblyStack {
  readonly name: string;
  /** The construct path, such as `Prod/Rides`. */
  readonly path: string;
  readonly binding: Binding;
  readonly terminationProtection: boolean;
  readonly notificationArns: readonly string[];
  /** Values that CDK deploys the stack with, by parameter. */
  readonly parameters: JsonObject;
  readonly template: Template;
  /** The folder that its assets' paths are relative to. */
  readonly directory: string;
}

/** A file or folder that a deployment would upload. Bucket and key may hold `${AWS::AccountId}` and the like. */
export interface Asset {
  readonly bucket: string;
  readonly key: string;
  readonly binding: Binding;
  /** Absolute. A folder, or a file that is uploaded as it is. */
  readonly file: string;
}

/**
 * The newest major version of the manifest's schema that this was checked with. AWS raises it with each member that
 * is new in the manifest, and a reader that does not know it must not go on:
 * https://github.com/aws/aws-cdk-cli/tree/main/packages/%40aws-cdk/cloud-assembly-schema
 */
export const newestManifestVersion = 55;

/**
 * Reads an assembly folder and those of its stages. What cannot be read goes to `problems`.
 *
 * @param directory absolute
 * @param inside the assemblies that this one stands in
 */
export function readAssembly(directory: string, problems: Problems, inside: readonly string[] = []): Assembly {
  if (inside.includes(directory)) problems.add(new Problem('the assembly stands in itself', directory));
  const manifest = inside.includes(directory) ? {} : problems.attempt(() => readManifest(directory));
  const stacks: AssemblyStack[] = [];
  const assets: Asset[] = [];
  const artifacts = Object.entries(ownObject(manifest ?? {}, 'artifacts'));
  for (const [id, artifact] of artifacts) {
    if (!isObject(artifact)) continue;
    const properties = ownObject(artifact, 'properties');
    if (ownText(artifact, 'type') === 'aws:cloudformation:stack') {
      const stack = problems.attempt(() => readStack(directory, id, artifact, problems));
      if (stack) stacks.push(stack);
    } else if (ownText(artifact, 'type') === 'cdk:asset-manifest') {
      const binding = bindingOf(artifacts.map(([, other]) => other).find((other) => dependsOn(other, id)));
      assets.push(...(problems.attempt(() => readAssets(directory, properties, binding)) ?? []));
    } else if (ownText(artifact, 'type') === 'cdk:cloud-assembly') {
      const folder = resolve(directory, ownText(properties, 'directoryName') ?? id);
      const inner = readAssembly(folder, problems, [...inside, directory]);
      stacks.push(...inner.stacks);
      assets.push(...inner.assets);
    }
  }
  return { stacks, assets };
}

/** Reads a JSON file. Throws a `Problem` that names the file where it is missing or is no JSON. */
export function readJsonFile(file: string): Json {
  let content: string;
  try {
    content = readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Problem(`cannot be read (${reason})`, file);
  }
  try {
    return parseJson(content);
  } catch (error) {
    throw new Problem(`is no JSON (${error instanceof Error ? error.message : error})`, file);
  }
}

function readManifest(directory: string): JsonObject {
  const file = resolve(directory, 'manifest.json');
  const manifest = readJsonFile(file);
  const version = isObject(manifest) ? ownText(manifest, 'version') : undefined;
  if (!isObject(manifest) || version === undefined) throw new Problem('is no cloud assembly manifest', file);
  const major = Number.parseInt(version, 10);
  if (!(major <= newestManifestVersion)) {
    throw new Problem(`has schema version ${version}; ${newestManifestVersion} is the newest this knows`, file);
  }
  const missing = own(manifest, 'missing');
  if (Array.isArray(missing) && missing.length > 0) {
    const keys = missing.map((entry) => (isObject(entry) ? ownText(entry, 'key') : undefined) ?? JSON.stringify(entry));
    throw new Problem(`wants context to be looked up in an AWS account first (cdk synth): ${keys.join(', ')}`, file);
  }
  return manifest;
}

function readStack(directory: string, id: string, artifact: JsonObject, problems: Problems): AssemblyStack {
  const properties = ownObject(artifact, 'properties');
  const name = ownText(properties, 'stackName') ?? id;
  const templateFile = ownText(properties, 'templateFile');
  if (templateFile === undefined) throw new Problem('the manifest names no template', name);
  const arns = own(properties, 'notificationArns');
  return {
    name,
    path: ownText(artifact, 'displayName') ?? name,
    binding: bindingOf(artifact),
    terminationProtection: own(properties, 'terminationProtection') === true,
    notificationArns: Array.isArray(arns) ? arns.filter((arn) => typeof arn === 'string') : [],
    parameters: ownObject(properties, 'parameters'),
    template: readTemplate(readJsonFile(resolve(directory, templateFile)), name, problems),
    directory,
  };
}

/** The account and region of a stack's artifact, which has them as `aws://account/region`. */
function bindingOf(artifact: Json | undefined): Binding {
  const environment = isObject(artifact) ? (ownText(artifact, 'environment') ?? '') : '';
  const [, accountId, region] = /^aws:\/\/([^/]+)\/([^/]+)$/.exec(environment) ?? [];
  return {
    accountId: accountId === 'unknown-account' ? undefined : accountId,
    region: region === 'unknown-region' ? undefined : region,
  };
}

function dependsOn(artifact: Json, id: string): boolean {
  const dependencies = isObject(artifact) ? own(artifact, 'dependencies') : undefined;
  return Array.isArray(dependencies) && dependencies.includes(id);
}

function readAssets(directory: string, properties: JsonObject, binding: Binding): Asset[] {
  const file = resolve(directory, ownText(properties, 'file') ?? '');
  const manifest = readJsonFile(file);
  if (!isObject(manifest)) throw new Problem('is no asset manifest', file);
  return Object.values(ownObject(manifest, 'files')).flatMap((entry) => {
    const path = isObject(entry) ? ownText(ownObject(entry, 'source'), 'path') : undefined;
    if (!isObject(entry) || path === undefined) return [];
    return Object.values(ownObject(entry, 'destinations')).flatMap((destination) => {
      const bucket = isObject(destination) ? ownText(destination, 'bucketName') : undefined;
      const key = isObject(destination) ? ownText(destination, 'objectKey') : undefined;
      return bucket === undefined || key === undefined
        ? []
        : [{ bucket, key, binding, file: resolve(directory, path) }];
    });
  });
}
