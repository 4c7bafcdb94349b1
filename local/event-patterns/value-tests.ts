import { BlockList, isIP } from 'node:net';
import { isObject } from '../template/json.ts';
import type { Json, JsonObject } from '../template/resources.ts';
import type { Scalar } from './leaves.ts';
import { compileNumeric } from './numeric.ts';
import { compileWildcard } from './wildcard.ts';

/** Whether a value of an event is one that a pattern wants. */
export type ValueTest = (value: Scalar) => boolean;

/** What may stand in the list of a field: its tests, and whether the field may be missing (`{"exists": false}`). */
export interface Wanted {
  readonly tests: readonly ValueTest[];
  readonly isMissing: boolean;
}

/**
 * Reads the list of a pattern's field; one of what stands in it must hold.
 *
 * @throws Error in EventBridge's words for what it refuses
 */
export function compileValues(values: readonly Json[]): Wanted {
  if (values.length === 0) throw new Error('Empty arrays are not allowed');
  const isAbsence = (value: Json) => isObject(value) && value.exists === false && Object.keys(value).length === 1;
  return {
    tests: values.filter((value) => !isAbsence(value)).map(compileValue),
    isMissing: values.some(isAbsence),
  };
}

function compileValue(wanted: Json): ValueTest {
  if (Array.isArray(wanted)) throw new Error('Match value must be String, number, true, false, or null');
  if (!isObject(wanted)) return (value) => value === wanted;
  const [name, operand] = onlyMember(wanted);
  if (name === 'anything-but') return compileAnythingBut(operand);
  if (name === 'exists') {
    if (operand !== true) throw new Error('exists match pattern must be either true or false.');
    return () => true;
  }
  if (name === 'numeric') {
    const test = compileNumeric(operand);
    return (value) => typeof value === 'number' && test(value);
  }
  return onTexts(compileTextTest(name, operand));
}

type TextTest = (text: string) => boolean;

function compileTextTest(name: string, operand: Json): TextTest {
  switch (name) {
    case 'exactly': {
      const wanted = textOf(name, operand);
      return (text) => text === wanted;
    }
    case 'equals-ignore-case': {
      const wanted = textOf(name, operand).toLowerCase();
      return (text) => text.toLowerCase() === wanted;
    }
    case 'prefix':
      return compileEnd(name, operand, (text, end) => text.startsWith(end));
    case 'suffix':
      return compileEnd(name, operand, (text, end) => text.endsWith(end));
    case 'wildcard':
      return compileWildcard(textOf(name, operand));
    case 'cidr':
      return compileCidr(textOf(name, operand));
    default:
      throw new Error(`Unrecognized match type ${name}`);
  }
}

function compileEnd(name: string, operand: Json, matches: (text: string, end: string) => boolean): TextTest {
  if (!isObject(operand)) {
    const end = textOf(name, operand);
    return (text) => matches(text, end);
  }
  const [inner, ignoringCase] = onlyMember(operand);
  if (inner !== 'equals-ignore-case') throw new Error(`Unsupported ${name} match pattern: ${inner}`);
  const end = textOf(inner, ignoringCase).toLowerCase();
  return (text) => matches(text.toLowerCase(), end);
}

/** It holds for values of every type but those named: a number is anything but the text "initializing". */
function compileAnythingBut(operand: Json): ValueTest {
  if (!isObject(operand)) {
    const values = listOf(operand);
    const isAll = (type: 'string' | 'number') => values.every((value) => typeof value === type);
    if (values.length === 0 || !(isAll('string') || isAll('number'))) {
      throw new Error(
        'Inside anything but list, either all values are number or string, mixed type is not supported; ' +
          'start, null and boolean are not supported',
      );
    }
    return (value) => !values.includes(value);
  }
  const [name, operands] = onlyMember(operand);
  if (!['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].includes(name)) {
    throw new Error(`Unsupported anything-but pattern: ${name}`);
  }
  const list = listOf(operands);
  if (list.length === 0) throw new Error('Empty arrays are not allowed');
  if (list.includes('') && name !== 'equals-ignore-case') throw new Error(`Null ${name} not allowed`);
  const tests = list.map((value) => onTexts(compileTextTest(name, textOf(name, value))));
  return (value) => !tests.some((test) => test(value));
}

function compileCidr(range: string): TextTest {
  const [address = '', bits = '', ...more] = range.split('/');
  const family = isIP(address);
  const isLength = /^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128);
  if (family === 0 || !isLength || more.length > 0) throw new Error(`Malformed CIDR: ${range}`);
  const type = family === 4 ? 'ipv4' : 'ipv6';
  const addresses = new BlockList();
  addresses.addSubnet(address, Number(bits), type);
  return (text) => isIP(text) === family && addresses.check(text, type);
}

function onTexts(test: TextTest): ValueTest {
  return (value) => typeof value === 'string' && test(value);
}

function onlyMember(expression: JsonObject): [name: string, operand: Json] {
  const [member, ...more] = Object.entries(expression);
  if (!member) throw new Error('Match expression name not found');
  if (more.length > 0) throw new Error('Only one key allowed in match expression');
  return member;
}

function listOf(operand: Json): Json[] {
  return Array.isArray(operand) ? operand : [operand];
}

function textOf(name: string, operand: Json): string {
  if (typeof operand !== 'string') throw new Error(`${name} match pattern must be a string`);
  return operand;
}
