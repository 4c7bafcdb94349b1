import { resolve as resolvePath } from 'node:path';
import { readJsonFile } from './assembly.ts';
import { holds } from './conditions.ts';
import { type Identity, identify, knownType } from './identify.ts';
import { resolve, type Scope, text } from './intrinsic-functions.ts';
import { own, ownObject } from './json.ts';
import { lazily } from './lazily.ts';
import { nestedStackName, nestedStackType } from './nested-stack.ts';
import { parameterValue, pseudoParameters } from './parameters.ts';
import { placeOf, placeText, within } from './place.ts';
import { located, Problem, type Problems } from './problem.ts';
import type { Environment, Json, ResourceTypes } from './resources.ts';
import { readTemplate, type Template, type TemplateResource } from './template.ts';

/** What a stack needs to know of the app that it is part of. */
export interface Surroundings {
  readonly resourceTypes: ResourceTypes;
  readonly problems: Problems;
  /** What is being computed in the whole app, for `lazily`. */
  readonly underway: string[];
  readonly exportedValue: (exportName: string, environment: Environment) => string;
  readonly stackOutput: (stack: string, output: string, region: string, accountId: string) => string;
  /** The file behind the S3 URL of an asset. */
  readonly assetOfUrl: (url: string) => string;
}

export interface StackDescription {
  readonly name: string;
  /** The construct path, or that of the resource that a nested stack is. */
  readonly path: string;
  readonly environment: Environment;
  readonly terminationProtection: boolean;
  readonly notificationArns: readonly string[];
  readonly template: Template;
  /** The folder that the templates of nested stacks are relative to. */
  readonly directory: string;
  /** The templates of the nested stacks that this one is in, and its own if it is nested. */
  readonly nestedIn: readonly string[];
  /** The value that a parameter is given in place of its default; undefined where it is given none. */
  readonly givenParameter: (name: string) => Json | undefined;
}

/**
 * A stack whose values are computed when they are asked for. A reference to a resource computes only that resource's
 * identity, and of its properties only those which its type reads for that (names, mostly). So a table and the role
 * that may use it can refer to each other, where a whole resource at a time would go in a circle.
 */
export class Stack implements Scope {
  readonly description: StackDescription;
  readonly languageExtensions: boolean;
  readonly #around: Surroundings;
  readonly #conditions: ReadonlyMap<string, () => boolean>;
  readonly #parameters: ReadonlyMap<string, () => Json>;
  readonly #identities: ReadonlyMap<string, () => Identity>;
  readonly #nested: ReadonlyMap<string, () => Stack>;
  readonly #outputs: ReadonlyMap<string, () => string>;

  constructor(description: StackDescription, around: Surroundings) {
    const { name, template, environment, givenParameter } = description;
    const each = <Declared, Value>(
      all: ReadonlyMap<string, Declared>,
      placeOfOne: (key: string, declared: Declared) => string,
      compute: (key: string, declared: Declared) => Value,
    ) =>
      new Map(
        [...all].map(([key, declared]) => [
          key,
          lazily(placeOfOne(key, declared), around.underway, () => compute(key, declared)),
        ]),
      );
    const resourcePlace = (_key: string, resource: TemplateResource) => placeText(placeOf(resource));
    this.description = description;
    this.languageExtensions = template.languageExtensions;
    this.#around = around;
    this.#conditions = each(
      template.conditions,
      (key) => `${name} Conditions.${key}`,
      (key, expression) => holds(expression, this, { owner: name, path: `Conditions.${key}` }),
    );
    this.#parameters = each(
      template.parameters,
      (key) => `${name} Parameters.${key}`,
      (key, parameter) => parameterValue(key, parameter, givenParameter(key)),
    );
    this.#identities = each(template.resources, resourcePlace, (_key, resource) =>
      identify(resource, knownType(resource, around.resourceTypes), this, environment),
    );
    this.#nested = each(
      template.resources,
      (key, resource) => `${resourcePlace(key, resource)} template`,
      (_key, resource) => this.#readNested(resource),
    );
    this.#outputs = each(
      template.outputs,
      (key) => `${name} Outputs.${key}`,
      (key, output) => text(output.value, this, { owner: name, path: `Outputs.${key}.Value` }),
    );
  }

  get name(): string {
    return this.description.name;
  }

  /** The resources that exist: all but those whose condition is false. */
  get resources(): TemplateResource[] {
    return [...this.description.template.resources.values()].filter((resource) =>
      this.#around.problems.attempt(() => this.#exists(resource.condition, placeText(placeOf(resource)))),
    );
  }

  /** The nested stacks that exist, and those nested in them. */
  get nestedStacks(): Stack[] {
    return this.resources.flatMap((resource) => {
      if (resource.type !== nestedStackType) return [];
      const stack = this.#around.problems.attempt(() => this.#nestedStack(resource.logicalId));
      return stack ? [stack, ...stack.nestedStacks] : [];
    });
  }

  /** The names of the outputs that exist. */
  get outputNames(): string[] {
    return [...this.description.template.outputs.keys()].filter((name) =>
      this.#around.problems.attempt(() => this.#hasOutput(name)),
    );
  }

  /** The value of an output. Throws a `Problem` where there is none. */
  output(name: string): string {
    const output = this.#hasOutput(name) ? this.#outputs.get(name) : undefined;
    if (!output) throw new Problem(`the stack ${this.name} has no output ${name}`);
    return output();
  }

  /** The name that an output is exported under; undefined where it is not. */
  exportName(output: string): string | undefined {
    const name = this.description.template.outputs.get(output)?.exportName;
    const place = { owner: this.name, path: `Outputs.${output}.Export.Name` };
    return name === undefined ? undefined : text(name, this, place);
  }

  /** What `Ref` and `Fn::GetAtt` give for a resource. Throws a `Problem` where it does not exist. */
  identity(logicalId: string): Identity {
    const identity = found(this.#identities, logicalId, 'parameter or resource');
    const resource = this.description.template.resources.get(logicalId);
    if (resource && !this.#exists(resource.condition, placeText(placeOf(resource)))) {
      throw new Problem(`${logicalId} does not exist, as its condition ${resource.condition} is false`);
    }
    return identity();
  }

  ref(name: string): Json | undefined {
    const pseudoParameter = pseudoParameters.get(name);
    if (pseudoParameter) return pseudoParameter(this.description);
    return this.#parameters.get(name)?.() ?? this.identity(name).ref;
  }

  attribute(logicalId: string, name: string): Json {
    const { attributes = {} } = this.identity(logicalId);
    const type = this.description.template.resources.get(logicalId)?.type;
    if (type === nestedStackType && name.startsWith('Outputs.')) {
      return this.#nestedStack(logicalId).output(name.slice('Outputs.'.length));
    }
    const value = own(attributes, name);
    if (value === undefined) throw new Problem(`${logicalId}, of type ${type}, has no attribute ${name} locally`);
    return value;
  }

  condition(name: string): boolean {
    return found(this.#conditions, name, 'condition')();
  }

  mapped(map: string, topLevelKey: string, secondLevelKey: string): Json | undefined {
    return own(ownObject(ownObject(this.description.template.mappings, map), topLevelKey), secondLevelKey);
  }

  importValue(exportName: string): string {
    return this.#around.exportedValue(exportName, this.description.environment);
  }

  /** The role's account is the one to look in. */
  stackOutput(stack: string, output: string, region: string | undefined, roleArn: string | undefined): string {
    const { environment } = this.description;
    const accountId = roleArn?.split(':')[4] ?? environment.accountId;
    return this.#around.stackOutput(stack, output, region ?? environment.region, accountId);
  }

  /** Three zones: how many there are differs by region and account. */
  availabilityZones(region: string): string[] {
    return ['a', 'b', 'c'].map((zone) => `${region === '' ? this.description.environment.region : region}${zone}`);
  }

  #exists(condition: string | undefined, place: string): boolean {
    return condition === undefined || located(place, () => this.condition(condition));
  }

  #hasOutput(name: string): boolean {
    const output = this.description.template.outputs.get(name);
    return output !== undefined && this.#exists(output.condition, `${this.name} Outputs.${name}`);
  }

  #nestedStack(logicalId: string): Stack {
    return found(this.#nested, logicalId, 'nested stack')();
  }

  #readNested(resource: TemplateResource): Stack {
    const { environment, directory, nestedIn } = this.description;
    const name = nestedStackName(environment, this.name, resource.logicalId);
    const given = ownObject(resource.properties, 'Parameters');
    const placeOfParameters = within(placeOf(resource), 'Parameters');
    const file =
      resource.assetPath === undefined
        ? this.#around.assetOfUrl(text(resource.properties.TemplateURL, this, within(placeOf(resource), 'TemplateURL')))
        : resolvePath(directory, resource.assetPath);
    if (nestedIn.includes(file)) throw new Problem(`the template ${file} nests itself`);
    const description: StackDescription = {
      name,
      path: resource.path,
      environment,
      terminationProtection: false,
      notificationArns: [],
      template: readTemplate(readJsonFile(file), name, this.#around.problems),
      directory,
      nestedIn: [...nestedIn, file],
      givenParameter: (parameter) => {
        const value = own(given, parameter);
        return value === undefined ? undefined : resolve(value, this, within(placeOfParameters, parameter));
      },
    };
    return new Stack(description, this.#around);
  }
}

function found<Value>(all: ReadonlyMap<string, Value>, name: string, what: string): Value {
  const value = all.get(name);
  if (value === undefined) throw new Problem(`the template has no ${what} ${name}`);
  return value;
}
