import { resolve as resolvePath } from 'node:path';
import { readAssembly } from './assembly.ts';
import { Assets } from './assets.ts';
import { commonBinding, environmentOf } from './environments.ts';
import { knownType } from './identify.ts';
import { resolveAll } from './intrinsic-functions.ts';
import { isObject } from './json.ts';
import { nestedStack, nestedStackType } from './nested-stack.ts';
import type { Notice } from './notices.ts';
import { placeOf } from './place.ts';
import { Problem, Problems } from './problem.ts';
import { checkProperties } from './property-check.ts';
import type { Environment, Json, Resource, ResourceTypes } from './resources.ts';
import { Stack, type Surroundings } from './stack.ts';
import { duplicates, exportedValue, stackOutput } from './stack-outputs.ts';
import type { TemplateResource } from './template.ts';

/** A synthesized app, whole, with nothing left to resolve. */
export interface App {
  /** The given environment, with the account and the region that the stacks are bound to where they agree on one. */
  readonly environment: Environment;
  readonly stacks: readonly AppStack[];
  /** Those of all stacks that the local run can run; in the order of the templates. */
  readonly resources: readonly Resource[];
  readonly notices: readonly Notice[];
  /**
   * The folder or file (absolute) that is a Lambda function's code, given its resolved `Code` property. Throws an
   * `Error` that says what is missing.
   */
  readonly assetPath: (code: Json | undefined) => string;
}

export interface AppStack {
  readonly name: string;
  /** The construct path, such as `Prod/Rides`. */
  readonly path: string;
  readonly environment: Environment;
  readonly terminationProtection: boolean;
  readonly resources: readonly Resource[];
  /** The outputs, by logical id. */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * Reads a cloud assembly (`cdk.out`): every stack of it, of its stages and nested in others.
 *
 * @param directory the folder with `manifest.json`
 * @param resourceTypes what the local run knows, by CloudFormation type
 * @param environment where stacks are that are bound to no account or region
 * @throws AssemblyError of everything that cannot be read, resolved or run, a line each
 */
export function readApp(directory: string, resourceTypes: ResourceTypes, environment: Environment): App {
  const problems = new Problems();
  const assembly = readAssembly(resolvePath(directory), problems);
  problems.throwIfAny();
  if (assembly.stacks.length === 0) problems.add(new Problem('the assembly holds no stack', directory));
  const common = environmentOf(commonBinding(assembly.stacks.map((stack) => stack.binding)), environment);
  const assets = new Assets(assembly.assets, common);
  const types = { ...resourceTypes, [nestedStackType]: nestedStack };
  const around: Surroundings = {
    resourceTypes: types,
    problems,
    underway: [],
    exportedValue: (name, where) => exportedValue(everyStack(), name, where),
    stackOutput: (name, output, region, accountId) => stackOutput(everyStack(), name, output, { region, accountId }),
    assetOfUrl: (url) => assets.ofUrl(url),
  };
  const topStacks = assembly.stacks.map(
    ({ binding, parameters, ...stack }) =>
      new Stack(
        {
          ...stack,
          environment: environmentOf(binding, common),
          nestedIn: [],
          givenParameter: (name) => (Object.hasOwn(parameters, name) ? parameters[name] : undefined),
        },
        around,
      ),
  );
  /** Nested stacks come last: which of them exist may depend on what the others export. */
  function* everyStack(): Generator<Stack> {
    yield* topStacks;
    for (const stack of topStacks) yield* stack.nestedStacks;
  }

  const stacks = [...everyStack()];
  const notices: Notice[] = stacks.flatMap(ruleNotices);
  const appStacks = stacks.map((stack) => resolveStack(stack, types, problems, notices));
  for (const duplicate of problems.attempt(() => duplicates(stacks)) ?? []) problems.add(duplicate);
  problems.throwIfAny();
  return {
    environment: common,
    stacks: appStacks,
    resources: appStacks.flatMap((stack) => stack.resources),
    notices,
    assetPath: (code) => assets.ofObject(code),
  };
}

function resolveStack(stack: Stack, resourceTypes: ResourceTypes, problems: Problems, notices: Notice[]): AppStack {
  const resources = stack.resources.flatMap((resource) => {
    const resolved = problems.attempt(() => resolveResource(stack, resource, resourceTypes, problems, notices));
    return resolved && resolved.type !== nestedStackType ? [resolved] : [];
  });
  const outputs = stack.outputNames.map((name): [string, string] => [
    name,
    problems.attempt(() => stack.output(name)) ?? '',
  ]);
  const { name, path, environment, terminationProtection } = stack.description;
  return { name, path, environment, terminationProtection, resources, outputs: Object.fromEntries(outputs) };
}

/** A resource with its identity and properties; undefined where its type has no effect, which is then noticed. */
function resolveResource(
  stack: Stack,
  resource: TemplateResource,
  resourceTypes: ResourceTypes,
  problems: Problems,
  notices: Notice[],
): Resource | undefined {
  const type = knownType(resource, resourceTypes);
  const { stack: stackName, logicalId, path, type: typeName } = resource;
  const declared = { stack: stackName, logicalId, path, type: typeName };
  if (type.noEffectType !== undefined) {
    notices.push({ ...declared, property: undefined, reason: type.noEffectType });
    return undefined;
  }
  const identity = problems.attempt(() => stack.identity(logicalId));
  const properties = resolveAll(resource.properties, stack, placeOf(resource), problems);
  if (!isObject(properties)) return undefined;
  const checked = checkProperties(resource, properties, type);
  for (const problem of checked.problems) problems.add(problem);
  for (const [property, reason] of checked.noEffect) notices.push({ ...declared, property, reason });
  return identity && { ...declared, properties, ref: identity.ref, attributes: identity.attributes ?? {} };
}

function ruleNotices({ name, description }: Stack): Notice[] {
  return description.template.rules.map((rule) => ({
    stack: name,
    logicalId: rule,
    path: `${name}/Rules/${rule}`,
    type: 'Rules',
    property: undefined,
    reason: 'parameters are not checked against rules',
  }));
}
