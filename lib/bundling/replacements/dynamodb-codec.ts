import { NormalizedSchema } from '@smithy/core/schema';
import { fromBase64, generateIdempotencyToken, toBase64 } from '@smithy/core/serde';
import type { $SchemaRef } from '@smithy/types';

/**
 * Writes and reads DynamoDB's JSON. The SDK's codec also knows the shapes of every other service and writes bytes one
 * by one; the items API needs structures, lists, maps, attribute values, and tokens that make a write idempotent. A test
 * holds both against each other on random values. What else a schema could ask for throws.
 */
export class DynamoDBJsonCodec2 {
  setSerdeContext(): void {}

  createSerializer() {
    let written: string | undefined;
    return {
      setSerdeContext(): void {},
      write(schema: $SchemaRef, input: unknown): void {
        written = JSON.stringify(encode(NormalizedSchema.of(schema), input));
      },
      flush: () => written,
    };
  }

  createDeserializer() {
    return {
      setSerdeContext(): void {},
      read: async (schema: $SchemaRef, bytes: Uint8Array) => {
        const { buffer, byteOffset, byteLength } = bytes;
        const parsed: unknown = JSON.parse(Buffer.from(buffer, byteOffset, byteLength).toString());
        // The protocol reads an error without its schema first, to see which error it is.
        return schema === document ? parsed : decode(NormalizedSchema.of(schema), parsed);
      },
      readObject: (schema: $SchemaRef, value: unknown) => decode(NormalizedSchema.of(schema), value),
    };
  }
}

const document = 15;

type Members = Record<string, unknown>;

function encode(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isStructSchema() && isMembers(value)) {
    return isAttributeValue(schema) ? mapBinary(value, toText) : encodeMembers(schema, value);
  }
  if (Array.isArray(value)) {
    return value.filter((item) => item != null).map((item) => encode(schema.getValueSchema(), item));
  }
  if (schema.isMapSchema() && isMembers(value)) {
    return mapPresent(value, (item) => encode(schema.getValueSchema(), item));
  }
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : plain(schema, value);
}

function encodeMembers(schema: NormalizedSchema, value: Members): Members {
  const written: Members = {};
  for (const [name, member] of schema.structIterator()) {
    const item = value[name] === undefined && member.isIdempotencyToken() ? generateIdempotencyToken() : value[name];
    if (item != null) written[name] = encode(member, item);
  }
  return written;
}

function decode(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isStructSchema() && isMembers(value)) {
    return isAttributeValue(schema) ? mapBinary(value, toBytes) : decodeMembers(schema, value);
  }
  if (Array.isArray(value)) return value.map((item) => decode(schema.getValueSchema(), item));
  if (schema.isMapSchema() && isMembers(value)) {
    return mapPresent(value, (item) => decode(schema.getValueSchema(), item));
  }
  return plain(schema, value);
}

function decodeMembers(schema: NormalizedSchema, value: Members): Members {
  const read: Members = {};
  for (const [name, member] of schema.structIterator()) {
    if (value[name] != null) read[name] = decode(member, value[name]);
  }
  return read;
}

/** Maps what is binary in an attribute value, however deep. */
function mapBinary(attribute: Members, map: (binary: unknown) => unknown): Members {
  const mapItem = (item: unknown) => (isMembers(item) ? mapBinary(item, map) : item);
  return mapPresent(attribute, (value, type) => {
    if (type === 'B') return map(value);
    if (type === 'BS' && Array.isArray(value)) return value.map(map);
    if (type === 'L' && Array.isArray(value)) return value.map(mapItem);
    if (type === 'M' && isMembers(value)) return mapPresent(value, mapItem);
    return value;
  });
}

const toText = (binary: unknown) => (binary instanceof Uint8Array ? toBase64(binary) : binary);
const toBytes = (text: unknown) => (typeof text === 'string' ? fromBase64(text) : text);

function plain(schema: NormalizedSchema, value: unknown): unknown {
  if (schema.isTimestampSchema() || schema.isBlobSchema() || schema.isDocumentSchema() || schema.isBigDecimalSchema()) {
    throw new Error(`${schema.getName()} is left out of the bundles' DynamoDB codec: see lib/bundling/cuts.ts.`);
  }
  return value;
}

function isAttributeValue(schema: NormalizedSchema): boolean {
  return schema.getName(true) === 'com.amazonaws.dynamodb#AttributeValue';
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The members that have a value, mapped. `fromEntries` defines, so that an attribute named `__proto__` is one. */
function mapPresent(members: Members, map: (value: unknown, name: string) => unknown): Members {
  return Object.fromEntries(
    Object.entries(members).flatMap(([name, value]) => (value == null ? [] : [[name, map(value, name)]])),
  );
}
