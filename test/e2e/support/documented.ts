import { z } from 'zod';
import { type Answer, send } from './client.ts';

/** The API's own OpenAPI document, in the parts that are looked at here. */
export interface OpenApi {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, DocumentedOperation>>>>;
  readonly components: { readonly schemas: Components };
}

type Components = Readonly<Record<string, object>>;

export interface DocumentedOperation {
  readonly operationId: string;
  readonly security: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string; readonly required?: boolean }[];
  readonly requestBody?: object;
  readonly responses: Readonly<Record<string, DocumentedResponse>>;
}

interface DocumentedResponse {
  readonly headers?: Readonly<Record<string, object>>;
  readonly content?: Readonly<Record<string, { readonly schema: object }>>;
}

let document: Promise<OpenApi> | undefined;

/** Documented headers that not every answer of the kind carries. */
const onSomeOnly = new Set(['Idempotent-Replayed']);

/** The API's document, read once. */
export function openApi(): Promise<OpenApi> {
  document ??= send('GET', '/openapi.json').then((answer) => answer.json<OpenApi>());
  return document;
}

/**
 * Holds an answer to what the API's OpenAPI document says of its operation: the status, the headers, the content type,
 * and the body's schema. The gateway's own answers pass, but for its refusal of a token, which is documented. So do the
 * refusals of a body (413, 415) by an operation that takes none: no client is meant to meet them.
 *
 * @throws Error saying where they differ
 */
export async function expectDocumented(answer: Answer): Promise<void> {
  const { paths, components } = await openApi();
  const operation = operationOf(paths, answer);
  if (operation === undefined) return;
  if (answer.headers['x-request-id'] === undefined && answer.status !== 401) return;
  if (operation.requestBody === undefined && (answer.status === 413 || answer.status === 415)) return;
  const differs = (how: string) =>
    new Error(`${answer.method} ${answer.path} answered ${answer.status} ${answer.text}: ${how}`);

  const response = operation.responses[answer.status];
  if (response === undefined) throw differs('no documented status');
  for (const name of Object.keys(response.headers ?? {})) {
    if (onSomeOnly.has(name)) continue;
    if (answer.headers[name.toLowerCase()] === undefined) throw differs(`it lacks the documented header ${name}`);
  }
  if (response.content === undefined) {
    if (answer.text !== '') throw differs('a body is not documented');
    return;
  }
  const type = (answer.headers['content-type'] ?? '').replaceAll('; ', ';');
  const content = Object.entries(response.content).find(([name]) => name.replaceAll('; ', ';') === type)?.[1];
  if (content === undefined) throw differs(`the content type "${type}" is not documented`);
  if (!type.includes('json')) return;
  const fit = schemaOf(content.schema, components.schemas).safeParse(answer.json());
  if (!fit.success) throw differs(`it does not fit its schema: ${fit.error.message}`);
}

function operationOf(paths: OpenApi['paths'], { method, path }: Answer): DocumentedOperation | undefined {
  const segments = (path.split('?')[0] ?? '').split('/');
  const candidates = Object.entries(paths).filter(([template]) => {
    const parts = template.split('/');
    return (
      parts.length === segments.length &&
      parts.every((part, index) => part === segments[index] || (part.startsWith('{') && segments[index] !== ''))
    );
  });
  // A path without a parameter goes before one with.
  const [, methods] = candidates.sort(([one], [other]) => one.split('{').length - other.split('{').length)[0] ?? [];
  return methods?.[method.toLowerCase()];
}

const compiled = new WeakMap<object, z.ZodType>();

function schemaOf(schema: object, components: Components): z.ZodType {
  const known = compiled.get(schema);
  if (known) return known;
  const made = z.fromJSONSchema(JSON.parse(JSON.stringify(inlined(schema, components))));
  compiled.set(schema, made);
  return made;
}

/** A schema with each reference replaced by what it stands for: none of the document's schemas holds itself. */
function inlined(schema: unknown, components: Components): unknown {
  if (Array.isArray(schema)) return schema.map((part) => inlined(part, components));
  if (typeof schema !== 'object' || schema === null) return schema;
  if ('$ref' in schema) return inlined(components[String(schema.$ref).split('/').at(-1) ?? ''], components);
  return Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, inlined(part, components)]));
}
