import { isObject, ownText } from '../../../template/json.ts';
import type { Json, JsonObject } from '../../../template/resources.ts';
import type { BusEvent } from './bus-event.ts';
import { compileInputPath } from './input-path.ts';

/** What an input can say of the rule that it belongs to. */
export interface RuleFacts {
  readonly name: string;
  readonly arn: string;
}

/** What a rule hands to a target for an event. */
export type TargetInput = (event: BusEvent, rule: RuleFacts) => string;

/**
 * Reads what a rule's target says of its input: the event itself, a constant (`Input`), a part of the event
 * (`InputPath`), or a text made of parts (`InputTransformer`).
 *
 * @throws Error where AWS refuses it
 */
export function compileTargetInput(target: JsonObject): TargetInput {
  const { Input, InputPath, InputTransformer } = target;
  const given = [Input, InputPath, InputTransformer].filter((value) => value !== undefined);
  if (given.length > 1) throw new Error('only one of Input, InputPath and InputTransformer can be there');
  if (typeof Input === 'string') {
    JSON.parse(Input);
    return () => Input;
  }
  if (typeof InputPath === 'string') {
    const path = compileInputPath(InputPath);
    return (event) => JSON.stringify(path({ ...event }) ?? {});
  }
  if (isObject(InputTransformer)) return compileTransformer(InputTransformer);
  return (event) => JSON.stringify(event);
}

function compileTransformer(transformer: JsonObject): TargetInput {
  const template = ownText(transformer, 'InputTemplate');
  if (template === undefined) throw new Error('InputTransformer has no InputTemplate');
  const paths = new Map(
    Object.entries(isObject(transformer.InputPathsMap) ? transformer.InputPathsMap : {}).map(([name, path]) => {
      if (name.startsWith('AWS.') || name.startsWith('aws.')) throw new Error(`the name ${name} is reserved`);
      return [name, compileInputPath(String(path))];
    }),
  );
  const parts = partsOf(template);
  for (const { variable } of parts) {
    if (variable !== undefined && !paths.has(variable) && !reserved.has(variable)) {
      throw new Error(`InputTemplate has the variable <${variable}>, which InputPathsMap does not define`);
    }
  }
  return (event, rule) => {
    const read = (variable: string): Json | undefined =>
      reserved.get(variable)?.(event, rule) ?? paths.get(variable)?.({ ...event });
    const text = parts
      .map(({ text, variable, isQuoted }) => (variable === undefined ? text : inserted(read(variable), isQuoted)))
      .join('');
    return minified(text);
  };
}

/** A piece of a template: text as it is, or a variable, which may stand inside a JSON string. */
interface TemplatePart {
  readonly text: string;
  readonly variable?: string;
  readonly isQuoted: boolean;
}

function partsOf(template: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let isQuoted = false;
  let at = 0;
  for (const found of template.matchAll(/\\.|"|<([\w.-]+)>/gs)) {
    if (found[0] === '"') isQuoted = !isQuoted;
    const [whole, variable] = found;
    if (variable === undefined) continue;
    parts.push({ text: template.slice(at, found.index), isQuoted }, { text: whole, variable, isQuoted });
    at = found.index + whole.length;
  }
  return [...parts, { text: template.slice(at), isQuoted }];
}

const reserved = new Map<string, (event: BusEvent, rule: RuleFacts) => Json>([
  ['aws.events.rule-arn', (_event, { arn }) => arn],
  ['aws.events.rule-name', (_event, { name }) => name],
  ['aws.events.event', (event) => ({ ...event })],
  ['aws.events.event.json', (event) => JSON.stringify(event)],
  ['aws.events.event.ingestion-time', (event) => event.time],
]);

/**
 * A value as it stands in what a target gets: as JSON by itself, as text inside a string. "If you specify a variable to
 * match a JSON path that doesn't exist in the event, that variable isn't created and won't appear in the output."
 */
function inserted(value: Json | undefined, isQuoted: boolean): string {
  if (value === undefined) return isQuoted ? '' : '""';
  if (!isQuoted) return JSON.stringify(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return JSON.stringify(text).slice(1, -1);
}

/** "The JSON that is passed to the target is minified and escaped." What is no JSON, such as lines of strings, stays. */
function minified(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return text;
    throw error;
  }
}
