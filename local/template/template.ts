import { isObject, own, ownObject, ownText } from './json.ts';
import { Problem, type Problems } from './problem.ts';
import type { DeclaredResource, Json, JsonObject } from './resources.ts';

/** A CloudFormation template, its sections told apart, nothing in it resolved. */
export interface Template {
  readonly parameters: ReadonlyMap<string, Parameter>;
  readonly mappings: JsonObject;
  readonly conditions: ReadonlyMap<string, Json>;
  readonly resources: ReadonlyMap<string, TemplateResource>;
  readonly outputs: ReadonlyMap<string, Output>;
  /** Names of rules over parameters (`Rules`), but for the one that CDK puts into every template. */
  readonly rules: readonly string[];
  readonly languageExtensions: boolean;
}

export interface Parameter {
  readonly type: string;
  readonly defaultValue: Json | undefined;
}

export interface TemplateResource extends DeclaredResource {
  readonly properties: JsonObject;
  readonly condition: string | undefined;
  /** The file of a nested stack's template beside this template, where CDK says it (`aws:asset:path`). */
  readonly assetPath: string | undefined;
}

export interface Output {
  readonly value: Json;
  readonly exportName: Json | undefined;
  readonly condition: string | undefined;
}

/** CDK's own rule, that the account is bootstrapped: a laptop has no bootstrap stack to look at. */
const bootstrapRule = 'CheckBootstrapVersion';

/**
 * Tells apart the sections of a template. What is not as CloudFormation wants it, or is made by a transform that a
 * local run does not have, goes to `problems`.
 *
 * @param stack the stack's name
 */
export function readTemplate(document: Json, stack: string, problems: Problems): Template {
  if (!isObject(document)) {
    problems.add(new Problem('the template is no JSON object', stack));
    return readTemplate({}, stack, problems);
  }
  const section = (name: string) => sectionOf(document, name, stack, problems);
  const transforms = transformsOf(document);
  for (const transform of transforms.filter((name) => name !== languageExtensions)) {
    problems.add(new Problem(`the transform ${transform} is not run locally`, stack));
  }
  return {
    parameters: new Map(section('Parameters').map(([name, body]) => [name, parameterOf(body)])),
    mappings: ownObject(document, 'Mappings'),
    conditions: new Map(entriesOf(ownObject(document, 'Conditions'), 'Conditions', stack, problems)),
    resources: new Map(
      section('Resources').flatMap(([name, body]) => {
        const resource = problems.attempt(() => resourceOf(body, name, stack));
        return resource ? [[name, resource]] : [];
      }),
    ),
    outputs: new Map(section('Outputs').map(([name, body]) => [name, outputOf(body)])),
    rules: Object.keys(ownObject(document, 'Rules')).filter((name) => name !== bootstrapRule),
    languageExtensions: transforms.includes(languageExtensions),
  };
}

const languageExtensions = 'AWS::LanguageExtensions';

function transformsOf(document: JsonObject): string[] {
  const transform = own(document, 'Transform') ?? [];
  return [transform].flat().map((name) => (typeof name === 'string' ? name : JSON.stringify(name)));
}

/** The entries of a section whose bodies are objects; the others are problems. */
function sectionOf(document: JsonObject, name: string, stack: string, problems: Problems): [string, JsonObject][] {
  const section = own(document, name) ?? {};
  if (!isObject(section)) {
    problems.add(new Problem(`${name} is no JSON object`, stack));
    return [];
  }
  return entriesOf(section, name, stack, problems).flatMap(([key, body]) => {
    if (isObject(body)) return [[key, body]];
    problems.add(new Problem(`${name}.${key} is no JSON object`, stack));
    return [];
  });
}

/** The entries of a section without its loops, which are problems. */
function entriesOf(section: JsonObject, name: string, stack: string, problems: Problems): [string, Json][] {
  return Object.entries(section).filter(([key]) => {
    const loop = key.startsWith('Fn::');
    if (loop) problems.add(new Problem(`${name}: ${key} is not run locally`, stack));
    return !loop;
  });
}

function parameterOf(body: JsonObject): Parameter {
  return { type: ownText(body, 'Type') ?? 'String', defaultValue: own(body, 'Default') };
}

function resourceOf(body: JsonObject, logicalId: string, stack: string): TemplateResource {
  const metadata = ownObject(body, 'Metadata');
  const path = ownText(metadata, 'aws:cdk:path') ?? `${stack}/${logicalId}`;
  const type = ownText(body, 'Type');
  const properties = own(body, 'Properties') ?? {};
  const place = `${stack} ${logicalId} (${path})`;
  if (type === undefined) throw new Problem('the resource has no Type', place);
  if (!isObject(properties)) throw new Problem('Properties is no JSON object', place);
  if (Object.keys(properties).some((name) => name.startsWith('Fn::'))) {
    throw new Problem('Properties as a whole cannot be an intrinsic function', place);
  }
  return {
    stack,
    logicalId,
    path,
    type,
    properties,
    condition: ownText(body, 'Condition'),
    assetPath: ownText(metadata, 'aws:asset:path'),
  };
}

function outputOf(body: JsonObject): Output {
  return {
    value: own(body, 'Value') ?? null,
    exportName: own(ownObject(body, 'Export'), 'Name'),
    condition: ownText(body, 'Condition'),
  };
}
