/** A value as DynamoDB's JSON has it: exactly one member is set. Numbers are text, binaries are base64. */
export interface AttributeValue {
  readonly S?: string;
  readonly N?: string;
  readonly B?: string;
  readonly BOOL?: boolean;
  readonly NULL?: boolean;
  readonly SS?: readonly string[];
  readonly NS?: readonly string[];
  readonly BS?: readonly string[];
  readonly L?: readonly AttributeValue[];
  readonly M?: Item;
}

/** An item, or a key, by attribute name. */
export interface Item {
  readonly [attribute: string]: AttributeValue;
}

/** The largest item DynamoDB stores, in bytes: 400 KB, names included. */
export const MAX_ITEM_BYTES = 409_600;

/** The value's set, whichever of the three kinds it is. */
export const setOf = (value: AttributeValue): readonly string[] | undefined => value.SS ?? value.NS ?? value.BS;

/**
 * An item's size in bytes: the names and the values of its attributes, in UTF-8.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
 */
export function itemBytes(item: Item): number {
  let bytes = 0;
  for (const [name, value] of Object.entries(item)) bytes += Buffer.byteLength(name) + valueBytes(value);
  return bytes;
}

function valueBytes(value: AttributeValue): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberBytes(value.N);
  if (value.B !== undefined) return Buffer.byteLength(value.B, 'base64');
  if (value.SS) return value.SS.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (value.NS) return value.NS.reduce((sum, number) => sum + numberBytes(number), 0);
  if (value.BS) return value.BS.reduce((sum, binary) => sum + Buffer.byteLength(binary, 'base64'), 0);
  // Lists and maps have 3 bytes of their own and 1 for each element.
  if (value.L) return value.L.reduce((sum, element) => sum + 1 + valueBytes(element), 3);
  if (value.M) return 3 + Object.keys(value.M).length + itemBytes(value.M);
  return 1;
}

/**
 * A byte, one for each two significant digits on either side of the point, and one for a minus sign. The documented
 * rule is vaguer; this is what AWS charges (measured by nubo-db/dynamodb-conformance).
 */
function numberBytes(number: string): number {
  const negative = number.startsWith('-');
  const [integer = '', fraction = ''] = (negative ? number.slice(1) : number).split('.');
  const decimals = fraction.replace(/0+$/, '');
  const whole = decimals ? integer.replace(/^0+/, '') : integer.replace(/^0+/, '').replace(/0+$/, '');
  const significant = whole ? decimals : decimals.replace(/^0+/, '');
  if (!whole && !significant) return 1;
  return 1 + Math.ceil(whole.length / 2) + Math.ceil(significant.length / 2) + (negative ? 1 : 0);
}

/** Whether two values are equal as DynamoDB compares them: sets without order, lists and maps element by element. */
export function sameValue(one: AttributeValue | undefined, other: AttributeValue | undefined): boolean {
  if (!one || !other) return one === other;
  const [type] = Object.keys(one);
  if (type === undefined || !Object.hasOwn(other, type)) return false;
  if (one.L && other.L) {
    const others = other.L;
    return one.L.length === others.length && one.L.every((element, i) => sameValue(element, others[i]));
  }
  if (one.M && other.M) return sameItem(one.M, other.M);
  const set = setOf(one);
  const otherSet = setOf(other);
  if (set && otherSet) {
    const members = new Set(otherSet);
    return set.length === otherSet.length && set.every((member) => members.has(member));
  }
  return one.S === other.S && one.N === other.N && one.B === other.B && one.BOOL === other.BOOL;
}

/** Whether two items, or maps, have the same attributes with equal values. */
export function sameItem(one: Item, other: Item): boolean {
  const names = Object.keys(one);
  return names.length === Object.keys(other).length && names.every((name) => sameValue(one[name], other[name]));
}
