import type { MessageAttribute } from './targets.ts';

/** Whether a message attribute's value is bytes: its type is `Binary`, perhaps with a label of one's own. */
export function isBinary(type: string): boolean {
  return /^Binary(\.|$)/.test(type);
}

/** The bytes that attributes count with towards a message's size, in SNS and SQS alike: name, type and value. */
export function sizeOfAttributes(attributes: Readonly<Record<string, MessageAttribute>>): number {
  return Object.entries(attributes).reduce(
    (size, [name, { type, value }]) =>
      size +
      Buffer.byteLength(name) +
      Buffer.byteLength(type) +
      Buffer.byteLength(value, isBinary(type) ? 'base64' : 'utf8'),
    0,
  );
}
