import db from 'dynalite/db/index.js';
import type { Operand, Operation, Path } from '../dynalite/request-types.ts';
import { type AttributeValue, type Item, sameValue, setOf } from './attribute-values.ts';

/**
 * Whether an item meets a condition or filter expression. dynalite has parsed it; its own evaluation takes lists and
 * maps for different though they are equal, so it is done here.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
 */
export function holds(condition: Operation, item: Item): boolean {
  if (condition.type === 'and') return condition.args.every((part) => isOperation(part) && holds(part, item));
  if (condition.type === 'or') return condition.args.some((part) => isOperation(part) && holds(part, item));
  if (condition.type === 'not') return !condition.args.every((part) => isOperation(part) && holds(part, item));
  const [value, ...operands] = condition.args.map((operand) => operandValue(operand, item));
  const [operand] = operands;
  switch (condition.type === 'function' ? condition.name : condition.type) {
    case '=':
      return value !== undefined && sameValue(value, operand);
    case '<>':
      return !sameValue(value, operand);
    case '<':
      return inOrder(value, operand, '<');
    case '<=':
      return inOrder(value, operand, '<=');
    case '>':
      return inOrder(operand, value, '<');
    case '>=':
      return inOrder(operand, value, '<=');
    case 'between':
      return inOrder(operand, value, '<=') && inOrder(value, operands[1], '<=');
    case 'in':
      return value !== undefined && operands.some((one) => sameValue(value, one));
    case 'attribute_exists':
      return value !== undefined;
    case 'attribute_not_exists':
      return value === undefined;
    case 'attribute_type':
      return value !== undefined && operand?.S !== undefined && Object.hasOwn(value, operand.S);
    case 'begins_with':
      return beginsWith(value, operand);
    case 'contains':
      return contains(value, operand);
    default:
      throw new Error(`An expression has the unknown operator ${condition.name ?? condition.type}`);
  }
}

const isPath = (operand: Operand): operand is Path => Array.isArray(operand);
const isOperation = (operand: Operand): operand is Operation => !isPath(operand) && 'args' in operand;

function operandValue(operand: Operand, item: Item): AttributeValue | undefined {
  if (isPath(operand)) return valueAt(operand, item);
  return isOperation(operand) ? sizeOf(operand.args[0], item) : operand;
}

/** The value at a document path. A name is one only when the item, or map, has it itself: `constructor` is none. */
function valueAt(path: Path, item: Item): AttributeValue | undefined {
  let value: AttributeValue | undefined = { M: item };
  for (const step of path) {
    if (typeof step === 'number') value = value?.L?.[step];
    else value = value?.M && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
  }
  return value;
}

/** `size(path)`, the only function that stands for a value. */
function sizeOf(operand: Operand | undefined, item: Item): AttributeValue | undefined {
  const value = operand && operandValue(operand, item);
  if (!value) return undefined;
  const elements = value.L ?? setOf(value) ?? (value.M && Object.keys(value.M));
  const size = value.S?.length ?? (value.B === undefined ? elements?.length : Buffer.byteLength(value.B, 'base64'));
  return size === undefined ? undefined : { N: String(size) };
}

/** Only numbers, texts and binaries have an order, and only among themselves; texts and binaries that of their bytes. */
function inOrder(one: AttributeValue | undefined, other: AttributeValue | undefined, operator: '<' | '<='): boolean {
  if (one?.N !== undefined && other?.N !== undefined) return db.compare(operator, one, [other]);
  const [bytes, otherBytes] = [bytesOf(one), bytesOf(other)];
  if (!bytes || !otherBytes || (one?.S === undefined) !== (other?.S === undefined)) return false;
  const order = Buffer.compare(bytes, otherBytes);
  return operator === '<' ? order < 0 : order <= 0;
}

function bytesOf(value: AttributeValue | undefined): Buffer | undefined {
  if (value?.S !== undefined) return Buffer.from(value.S);
  return value?.B === undefined ? undefined : Buffer.from(value.B, 'base64');
}

function beginsWith(value: AttributeValue | undefined, prefix: AttributeValue | undefined): boolean {
  if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S);
  if (value?.B === undefined || prefix?.B === undefined) return false;
  const start = Buffer.from(prefix.B, 'base64');
  return Buffer.from(value.B, 'base64').subarray(0, start.length).equals(start);
}

function contains(value: AttributeValue | undefined, part: AttributeValue | undefined): boolean {
  if (!value || !part) return false;
  if (value.S !== undefined) return part.S !== undefined && value.S.includes(part.S);
  if (value.B !== undefined) {
    return part.B !== undefined && Buffer.from(value.B, 'base64').includes(Buffer.from(part.B, 'base64'));
  }
  if (value.L) return value.L.some((element) => sameValue(element, part));
  const member = value.SS ? part.S : value.NS ? part.N : part.B;
  return member !== undefined && (setOf(value)?.includes(member) ?? false);
}
