import { isObject, own } from '../../local/template/json.ts';
import type { Json } from '../../local/template/resources.ts';

/** One value that is another now; `undefined` is none. */
export interface ValueChange {
  /** Where in the resource: `Replicas.0.TableClass`. */
  readonly path: string;
  readonly from: Json | undefined;
  readonly to: Json | undefined;
}

/**
 * The smallest parts in which two values differ. In lists what is there twice is left out first, so that one new item is
 * one change.
 */
export function changesBetween(from: Json | undefined, to: Json | undefined, path = ''): ValueChange[] {
  if (same(from, to)) return [];
  if (isPlain(from) && isPlain(to)) {
    const members = new Set([...Object.keys(from), ...Object.keys(to)]);
    return [...members].flatMap((name) => changesBetween(own(from, name), own(to, name), join(path, name)));
  }
  if (Array.isArray(from) && Array.isArray(to)) return listChanges(from, to, path);
  return [{ path, from, to }];
}

/** How a value changed, in few words: what it refers to by name; of long texts the place where they part. */
export function changeInWords({ from, to }: Pick<ValueChange, 'from' | 'to'>): string {
  const [old, new_] = [asText(from), asText(to)];
  let equal = 0;
  while (equal < old.length && old[equal] === new_[equal]) equal += 1;
  const start = Math.max(old.length, new_.length) > longest ? Math.max(0, equal - 20) : 0;
  return `${piece(old, start)} -> ${piece(new_, start)}`;
}

/** Characters of a value that are shown. */
const longest = 100;

function piece(text: string, start: number): string {
  const rest = `${start > 0 ? '...' : ''}${text.slice(start)}`;
  return rest.length > longest ? `${rest.slice(0, longest - 3)}...` : rest;
}

/** A value as one text, with each intrinsic function in it by what it refers to. */
export function asText(value: Json | undefined): string {
  if (value === undefined) return 'none';
  return typeof value === 'string' ? value : (reference(value) ?? JSON.stringify(simplified(value)));
}

/**
 * What an intrinsic function gives, as one text that says where it comes from: `${Table.Arn}/index/*`; undefined for a value
 * that is none.
 */
function reference(value: Json | undefined): string | undefined {
  if (!isObject(value)) return undefined;
  const [name, ...others] = Object.keys(value);
  if (name === undefined || others.length > 0) return undefined;
  const argument = own(value, name);
  if (name === 'Ref') return `\${${String(argument)}}`;
  if (name === 'Fn::GetAtt') return `\${${Array.isArray(argument) ? argument.map(text).join('.') : text(argument)}}`;
  if (name === 'Fn::Sub' && typeof argument === 'string') return argument;
  if (name === 'Fn::Join' && Array.isArray(argument)) {
    const [separator, parts] = argument;
    if (typeof separator === 'string' && Array.isArray(parts)) return parts.map(text).join(separator);
  }
  return name.startsWith('Fn::') ? `\${${name} ${JSON.stringify(argument)}}` : undefined;
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : (reference(value) ?? JSON.stringify(value) ?? '');
}

/** With each intrinsic function in it as its text. */
function simplified(value: Json): Json {
  const known = reference(value);
  if (known !== undefined) return known;
  if (Array.isArray(value)) return value.map(simplified);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, simplified(member)]));
}

function listChanges(from: readonly Json[], to: readonly Json[], path: string): ValueChange[] {
  const gone = without(from, to);
  const come = without(to, from);
  const [old, ...otherOld] = gone;
  const [new_, ...otherNew] = come;
  if (old && new_ && otherOld.length + otherNew.length === 0 && from.length === to.length) {
    return changesBetween(old.item, new_.item, join(path, String(new_.index)));
  }
  if (gone.length + come.length === 0) return [{ path: join(path, '(order)'), from: [...from], to: [...to] }];
  return [
    ...gone.map(({ item }) => ({ path, from: item, to: undefined })),
    ...come.map(({ item }) => ({ path, from: undefined, to: item })),
  ];
}

/** The items of a list that another list does not have, each as often as it has it less. */
function without(list: readonly Json[], others: readonly Json[]): { readonly item: Json; readonly index: number }[] {
  const left = others.map((item) => JSON.stringify(item));
  return list.flatMap((item, index) => {
    const found = left.indexOf(JSON.stringify(item));
    if (found < 0) return [{ item, index }];
    left.splice(found, 1);
    return [];
  });
}

/** An object that is no intrinsic function. */
function isPlain(value: Json | undefined): value is { [member: string]: Json } {
  return isObject(value) && reference(value) === undefined;
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

function same(one: Json | undefined, other: Json | undefined): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
