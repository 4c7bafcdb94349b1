import { isBinary } from '../../../message-attributes.ts';
import type { MessageAttribute } from '../../../targets.ts';
import type { QueryForm } from '../../query-form.ts';
import type { ServiceError } from '../../service.ts';
import { invalidValue, missingMember } from './errors.ts';

/** A message's attributes by name. */
export type MessageAttributes = Readonly<Record<string, MessageAttribute>>;

/**
 * Reads the attributes of a message that is published.
 *
 * @param place where they stand, for the error of a missing member
 * @throws ServiceError in SNS's words for a name, type or value that it refuses
 */
export function readAttributes(form: QueryForm, place: string): MessageAttributes {
  const attributes = form.map('MessageAttributes', { key: 'Name', value: 'Value' });
  return Object.fromEntries(
    Array.from(attributes, ([name, value]) => {
      checkName(name);
      return [name, readAttribute(name, value, `${place}.${name}.member`)];
    }),
  );
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
function readAttribute(name: string, form: QueryForm, place: string): MessageAttribute {
  const type = form.text('DataType');
  const text = form.text('StringValue');
  const binary = form.text('BinaryValue');
  if (type === undefined) throw missingMember(`${place}.dataType`);
  if (!/^(String|Number|Binary)(\..+)?$/.test(type)) {
    throw invalidValue(
      `The message attribute '${name}' has an invalid message attribute type, the set of supported type prefixes is Binary, Number, and String.`,
    );
  }
  const field = isBinary(type) ? 'Binary' : 'String';
  const value = isBinary(type) ? binary : text;
  if (!text && !binary) {
    throw invalidValue(
      `The message attribute '${name}' must contain non-empty message attribute value for message attribute type '${type}'.`,
    );
  }
  if (!value) throw invalidValue(`The message attribute '${name}' with type '${type}' must use field '${field}'.`);
  if (/^Number(\.|$)/.test(type) && !/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(value.trim())) {
    throw invalidValue(`Could not cast message attribute '${name}' value to number.`);
  }
  return { type, value };
}

function checkName(name: string): void {
  const problem = problemOf(name);
  if (problem) throw problem;
}

function problemOf(name: string): ServiceError | undefined {
  if (name === '') return invalidValue('Message attribute name can not be empty.');
  if (name.length > 256) return invalidValue('Length of message attribute name must be less than 256 bytes.');
  if (name.startsWith('.')) {
    return invalidValue("Invalid message attribute name starting with character '.' was found.");
  }
  if (name.endsWith('.')) return invalidValue("Invalid message attribute name ending with character '.' was found.");
  const [other] = /[^A-Za-z0-9_.-]/u.exec(name) ?? [];
  if (other !== undefined) {
    const code = other.codePointAt(0)?.toString(16).toUpperCase();
    return invalidValue(
      `Invalid non-alphanumeric character '#x${code}' was found in the message attribute name. Can only include alphanumeric characters, hyphens, underscores, or dots.`,
    );
  }
  if (name.includes('..')) return invalidValue("Message attribute name can not have successive '.' character.");
  return undefined;
}
