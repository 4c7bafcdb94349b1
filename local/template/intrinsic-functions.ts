import { isObject, objectOf, own, ownText, scalarText } from './json.ts';
import { type Place, placeText, within } from './place.ts';
import { located, Problem, type Problems } from './problem.ts';
import type { Json, JsonObject } from './resources.ts';
import { substitute } from './substitute.ts';

/** What intrinsic functions ask of the stack they stand in. Each throws a `Problem` for what does not exist. */
export interface Scope {
  /** The value of a parameter, a resource's `Ref`, or a pseudo parameter; undefined for `AWS::NoValue`. */
  ref(name: string): Json | undefined;
  attribute(logicalId: string, name: string): Json;
  condition(name: string): boolean;
  /** The value in a mapping, or undefined. */
  mapped(map: string, topLevelKey: string, secondLevelKey: string): Json | undefined;
  importValue(exportName: string): string;
  stackOutput(stack: string, output: string, region: string | undefined, roleArn: string | undefined): string;
  availabilityZones(region: string): string[];
  /** Whether the template has the transform `AWS::LanguageExtensions`, which brings further functions. */
  readonly languageExtensions: boolean;
}

type IntrinsicFunction = (argument: Json, scope: Scope, place: Place) => Json | undefined;

/**
 * The functions of https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html
 * that give a value. Those that give a condition are in `conditions.ts`.
 */
const functions: ReadonlyMap<string, IntrinsicFunction> = new Map<string, IntrinsicFunction>([
  ['Ref', (argument, scope, place) => scope.ref(text(argument, scope, place))],
  ['Fn::GetAtt', getAtt],
  ['Fn::Sub', sub],
  ['Fn::Join', join],
  ['Fn::Select', select],
  ['Fn::Split', split],
  ['Fn::If', choose],
  ['Fn::FindInMap', findInMap],
  ['Fn::ImportValue', (argument, scope, place) => scope.importValue(text(argument, scope, place))],
  ['Fn::GetStackOutput', getStackOutput],
  ['Fn::GetAZs', (argument, scope, place) => scope.availabilityZones(text(argument, scope, place))],
  ['Fn::Base64', (argument, scope, place) => Buffer.from(text(argument, scope, place)).toString('base64')],
  ['Fn::Length', (argument, scope, place) => extended(scope) && list(argument, scope, place).length],
  ['Fn::ToJsonString', toJsonString],
]);

/**
 * A template's value with every intrinsic function in it replaced by what it gives; undefined where that is
 * `AWS::NoValue` (a member or element that is not there). Throws the first `Problem` met, with its place.
 */
export function resolve(value: Json, scope: Scope, place: Place): Json | undefined {
  if (typeof value !== 'object' || value === null) return located(placeText(place), () => plain(value));
  if (Array.isArray(value)) {
    return value.map((element, index) => resolve(element, scope, within(place, index))).filter(isPresent);
  }
  return located(placeText(place), () => {
    const call = intrinsicCall(value);
    if (call) return call.apply(call.argument, scope, place);
    return objectOf(Object.entries(value).map(([name, member]) => [name, resolve(member, scope, within(place, name))]));
  });
}

/** As `resolve`, but for all of it: what is wrong goes to `problems` and is left out of what is given. */
export function resolveAll(value: Json, scope: Scope, place: Place, problems: Problems): Json | undefined {
  if (Array.isArray(value)) {
    return value.map((element, index) => resolveAll(element, scope, within(place, index), problems)).filter(isPresent);
  }
  if (!isObject(value) || Object.keys(value).some(isFunctionName)) {
    return problems.attempt(() => resolve(value, scope, place));
  }
  return objectOf(
    Object.entries(value).map(([name, member]) => [name, resolveAll(member, scope, within(place, name), problems)]),
  );
}

/** A value that must be text once resolved. Numbers and booleans become text, as in CloudFormation. */
export function text(value: Json | undefined, scope: Scope, place: Place): string {
  const resolved = value === undefined ? undefined : resolve(value, scope, place);
  const asText = scalarText(resolved);
  if (asText === undefined) throw new Problem(`text is wanted, not ${JSON.stringify(resolved ?? null)}`);
  return asText;
}

function isFunctionName(name: string): boolean {
  return name.startsWith('Fn::') || name === 'Ref';
}

function intrinsicCall(value: JsonObject): { apply: IntrinsicFunction; argument: Json } | undefined {
  const names = Object.keys(value);
  const name = names.find((candidate) => candidate.startsWith('Fn::')) ?? (names.length === 1 ? names[0] : undefined);
  if (name === undefined || !isFunctionName(name)) return undefined;
  if (names.length > 1) throw new Problem(`${name} must stand alone in its object`);
  const apply = functions.get(name);
  const argument = own(value, name);
  if (!apply || argument === undefined) throw new Problem(`${name} cannot be resolved here`);
  return { apply, argument };
}

function isPresent(value: Json | undefined): value is Json {
  return value !== undefined;
}

/** A scalar as it is. Text such as `{{resolve:ssm:...}}` would be read from another service when deployed. */
function plain<Scalar extends Json>(value: Scalar): Scalar {
  if (typeof value === 'string' && value.includes('{{resolve:')) {
    throw new Problem(`the dynamic reference ${value} has no value locally`);
  }
  return value;
}

/** The arguments of a function that takes a list of them: at least and at most so many. */
export function take(argument: Json, name: string, least: number, most = least): Json[] {
  if (Array.isArray(argument) && argument.length >= least && argument.length <= most) return argument;
  throw new Problem(`${name} takes a list of ${least === most ? least : `${least} to ${most}`}`);
}

function list(value: Json | undefined, scope: Scope, place: Place): Json[] {
  const resolved = value === undefined ? undefined : resolve(value, scope, place);
  if (!Array.isArray(resolved)) throw new Problem(`a list is wanted, not ${JSON.stringify(resolved ?? null)}`);
  return resolved;
}

function extended(scope: Scope): true {
  if (scope.languageExtensions) return true;
  throw new Problem('this needs the template to have the transform AWS::LanguageExtensions');
}

function getAtt(argument: Json, scope: Scope, place: Place): Json {
  if (typeof argument === 'string') {
    const dot = argument.indexOf('.');
    if (dot < 1) throw new Problem(`Fn::GetAtt of "${argument}" names no attribute`);
    return scope.attribute(argument.slice(0, dot), argument.slice(dot + 1));
  }
  const [logicalId, name] = take(argument, 'Fn::GetAtt', 2);
  return scope.attribute(text(logicalId, scope, place), text(name, scope, place));
}

function sub(argument: Json, scope: Scope, place: Place): string {
  const [template, variables] = typeof argument === 'string' ? [argument, {}] : take(argument, 'Fn::Sub', 2);
  if (typeof template !== 'string' || !isObject(variables)) {
    throw new Problem('Fn::Sub takes text, or text and an object of variables');
  }
  return substitute(plain(template), (name) => {
    const variable = own(variables, name);
    if (variable !== undefined) return text(variable, scope, place);
    return text(name.includes('.') ? { 'Fn::GetAtt': name } : { Ref: name }, scope, place);
  });
}

function join(argument: Json, scope: Scope, place: Place): string {
  const [delimiter, values] = take(argument, 'Fn::Join', 2);
  if (typeof delimiter !== 'string') throw new Problem('the delimiter of Fn::Join must be text');
  return list(values, scope, place)
    .map((value) => text(value, scope, place))
    .join(delimiter);
}

function select(argument: Json, scope: Scope, place: Place): Json {
  const [index, values] = take(argument, 'Fn::Select', 2);
  const position = text(index, scope, place);
  const chosen = /^\d+$/.test(position) ? list(values, scope, place)[Number(position)] : undefined;
  if (chosen === undefined) throw new Problem(`Fn::Select finds nothing at ${position}`);
  return chosen;
}

function split(argument: Json, scope: Scope, place: Place): string[] {
  const [delimiter, source] = take(argument, 'Fn::Split', 2);
  if (typeof delimiter !== 'string' || delimiter === '') throw new Problem('Fn::Split needs a delimiter');
  return text(source, scope, place).split(delimiter);
}

/** Only the branch taken is resolved: the other may refer to resources that do not exist. */
function choose(argument: Json, scope: Scope, place: Place): Json | undefined {
  const [condition, whenTrue, whenFalse] = take(argument, 'Fn::If', 3);
  if (typeof condition !== 'string') throw new Problem('the first argument of Fn::If must name a condition');
  const branch = scope.condition(condition) ? whenTrue : whenFalse;
  return branch === undefined ? undefined : resolve(branch, scope, place);
}

function findInMap(argument: Json, scope: Scope, place: Place): Json | undefined {
  const [map, topLevelKey, secondLevelKey, options] = take(argument, 'Fn::FindInMap', 3, 4);
  const keys = [map, topLevelKey, secondLevelKey].map((key) => text(key, scope, place));
  const [mapName = '', top = '', second = ''] = keys;
  const found = scope.mapped(mapName, top, second);
  if (found !== undefined) return found;
  const fallback = isObject(options) && extended(scope) ? own(options, 'DefaultValue') : undefined;
  if (fallback === undefined) throw new Problem(`no mapping has ${keys.join('.')}`);
  return resolve(fallback, scope, place);
}

function getStackOutput(argument: Json, scope: Scope, place: Place): string {
  const named = resolve(argument, scope, place);
  const stack = isObject(named) ? ownText(named, 'StackName') : undefined;
  const output = isObject(named) ? ownText(named, 'OutputName') : undefined;
  if (!isObject(named) || stack === undefined || output === undefined) {
    throw new Problem('Fn::GetStackOutput takes a StackName and an OutputName');
  }
  return scope.stackOutput(stack, output, ownText(named, 'Region'), ownText(named, 'RoleArn'));
}

function toJsonString(argument: Json, scope: Scope, place: Place): string {
  extended(scope);
  if (typeof argument !== 'object') throw new Problem('Fn::ToJsonString takes an object or a list');
  return JSON.stringify(resolve(argument, scope, place));
}
