import { own, scalarText } from '../template/json.ts';
import type { JsonObject } from '../template/resources.ts';

/** Whether a value of unknown origin is a JSON object. */
export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A property that is a text; numbers and booleans are read as CloudFormation reads them. */
export const textOf = (properties: JsonObject, name: string): string | undefined => scalarText(own(properties, name));

/** A property that is a list of texts; empty where there is none. */
export function textsOf(properties: JsonObject, name: string): string[] {
  const value = own(properties, name);
  return Array.isArray(value) ? value.map(String) : [];
}

/** A property that is a number, also where the template writes it as a text. */
export function numberOf(properties: JsonObject, name: string): number | undefined {
  const text = textOf(properties, name);
  return text === undefined || Number.isNaN(Number(text)) ? undefined : Number(text);
}
