import { isObject, own, parseJson } from '../../../template/json.ts';
import type { Json, JsonObject } from '../../../template/resources.ts';
import { ServiceError } from '../../service.ts';
import { invalidValue, missingParameter } from './errors.ts';

/** The members of a request, or of an entry in one, read by the type that they must have. */
export class Input {
  readonly #members: JsonObject;

  constructor(members: JsonObject) {
    this.#members = members;
  }

  /** @throws ServiceError for what is no JSON object */
  static parse(body: Buffer): Input {
    let value: Json;
    try {
      value = parseJson(body.toString());
    } catch (error) {
      throw malformed(error instanceof Error ? error.message : String(error));
    }
    if (!isObject(value)) throw malformed('Start of structure expected');
    return new Input(value);
  }

  has(member: string): boolean {
    return this.#value(member) !== undefined;
  }

  text(member: string): string | undefined {
    const value = this.#value(member);
    if (value === undefined || typeof value === 'string') return value;
    throw malformed(`${member} is no string`);
  }

  /** @throws ServiceError where it is missing or empty */
  requiredText(member: string): string {
    const value = this.text(member);
    if (value === undefined || value === '') throw missingParameter(member);
    return value;
  }

  /** @throws ServiceError in SQS's words where it is outside of the range */
  integer(member: string, [least, most]: readonly [number, number], reason: string): number | undefined {
    const value = this.#value(member);
    if (value === undefined) return undefined;
    if (typeof value !== 'number' || !Number.isInteger(value)) throw malformed(`${member} is no integer`);
    if (value < least || value > most) throw invalidValue(value, member, reason);
    return value;
  }

  texts(member: string): string[] {
    return this.#list(member).map((value) => {
      if (typeof value !== 'string') throw malformed(`${member} has a value that is no string`);
      return value;
    });
  }

  objects(member: string): Input[] {
    return this.#list(member).map((value) => {
      if (!isObject(value)) throw malformed(`${member} has a value that is no structure`);
      return new Input(value);
    });
  }

  /** The members of a map whose values are structures. */
  map(member: string): [string, Input][] {
    const value = this.#value(member) ?? {};
    if (!isObject(value)) throw malformed(`${member} is no map`);
    return Object.entries(value).map(([name, entry]) => {
      if (!isObject(entry)) throw malformed(`${member} has a value that is no structure`);
      return [name, new Input(entry)];
    });
  }

  #list(member: string): Json[] {
    const value = this.#value(member) ?? [];
    if (!Array.isArray(value)) throw malformed(`${member} is no list`);
    return value;
  }

  /** In these protocols a member that is null is one that is not there. */
  #value(member: string): Json | undefined {
    return own(this.#members, member) ?? undefined;
  }
}

const malformed = (message: string): ServiceError =>
  new ServiceError(400, 'com.amazon.coral.service#SerializationException', message);
