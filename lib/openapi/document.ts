import { basename, dirname } from 'node:path';
import * as z from 'zod/mini';
import type { Operation, Response } from '../../lambda/http/operation.ts';
import { type ProblemKind, problemKinds } from '../../lambda/http/problems.ts';
import { operations } from '../../lambda/operations.ts';
import { handlerEntries } from '../bundles.ts';
import { parseRoute } from '../routes.ts';
import { components, parameterDescriptions, parameterForms, tagDescriptions } from './components.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The API as an OpenAPI 3.1 document, made from the operations. */
export function openApiDocument(): object {
  const entries = handlerEntries();
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    const { method, path } = parseRoute(operation.route);
    const tag = basename(dirname(entries[operation.name] ?? ''));
    paths[path] = { ...paths[path], [method.toLowerCase()]: describeOperation(operation, tag) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Unicorn Rides',
      version: '1.0.0',
      description:
        'Books rides on unicorns. Times are RFC 3339 in UTC, distances metres, durations seconds, money cents: all integers. ' +
        'Failures are problem details (RFC 9457) with a stable `type`. Members may be added to answers.',
      license: { name: 'MIT-0', identifier: 'MIT-0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(operations.map(({ name }) => basename(dirname(entries[name] ?? ''))))].map((name) => ({
      name,
      ...(tagDescriptions[name] !== undefined && { description: tagDescriptions[name] }),
    })),
    paths,
    components: {
      securitySchemes: {
        token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: "Cognito's ID or access token" },
      },
      schemas: Object.fromEntries(
        Object.entries(components).map(([name, { schema, example }]) => [
          name,
          { ...definition(schema, name.endsWith('Input') ? 'input' : 'output'), examples: [example] },
        ]),
      ),
    },
  };
}

function describeOperation(operation: Operation, tag: string): object {
  const { name, summary, description, auth, path, query, headers } = operation;
  const parameters = [
    ...describeParameters('path', path),
    ...describeParameters('query', query),
    ...describeParameters('header', headers),
  ];
  return {
    operationId: name.charAt(0).toLowerCase() + name.slice(1),
    summary,
    ...(description !== undefined && { description }),
    tags: [tag],
    security: auth === 'anyone' ? [] : [{ token: [] }],
    ...(parameters.length > 0 && { parameters }),
    ...(takesBody(operation) && {
      requestBody: { required: true, content: { 'application/json': { schema: reference(operation.body, 'input') } } },
    }),
    responses: { ...describeResponses(operation), ...describeProblems(operation) },
  };
}

function takesBody({ body }: Operation): boolean {
  return !z.safeParse(body, undefined).success;
}

function describeParameters(place: 'path' | 'query' | 'header', schema: z.ZodMiniType): object[] {
  const { properties = {} } = definition(schema, 'output');
  const required = new Set(definition(schema, 'input').required);
  return Object.entries(properties).map(([name, property]) => ({
    name: place === 'header' ? name.replace(/(^|-)[a-z]/g, (start) => start.toUpperCase()) : name,
    in: place,
    ...(parameterDescriptions[name] !== undefined && { description: parameterDescriptions[name] }),
    ...((place === 'path' || required.has(name)) && { required: true }),
    ...(isArray(property) && { style: 'form', explode: false }),
    schema: property,
  }));
}

function isArray(property: unknown): boolean {
  return typeof property === 'object' && property !== null && 'type' in property && property.type === 'array';
}

function describeResponses({ responses }: Operation): object {
  return Object.fromEntries(
    Object.entries(responses).map(([status, response]) => [status, describeResponse(response)]),
  );
}

function describeResponse({ description, headers = {}, body, contentType = 'application/json' }: Response): object {
  const all = { 'X-Request-Id': 'What to quote when something is wrong', ...headers };
  return {
    description,
    headers: Object.fromEntries(
      Object.entries(all).map(([name, says]) => [name, { description: says, schema: { type: 'string' } }]),
    ),
    ...(body && { content: { [contentType]: { schema: reference(body, 'output') } } }),
  };
}

/** The problems of an operation by status: its own, those of the edge, and the gateway's refusal of a token. */
function describeProblems(operation: Operation): object {
  const kinds = new Set<ProblemKind>(['invalid-request', ...(operation.problems ?? []), 'internal-error']);
  if (operation.auth === 'owner' || operation.auth === 'operator') kinds.add('forbidden');
  if (takesBody(operation)) for (const kind of bodyKinds) kinds.add(kind);
  if (operation.table) kinds.add('temporarily-unavailable');
  const byStatus = Map.groupBy(kinds, (kind) => problemKinds[kind].status);
  return {
    ...(operation.auth !== 'anyone' && { 401: { description: 'The gateway refuses the token', ...unauthorized } }),
    ...Object.fromEntries(
      Array.from(byStatus, ([status, list]) => [
        status,
        {
          description: list.map((kind) => `\`${kind}\``).join(', '),
          ...(status === 503 && {
            headers: { 'Retry-After': { description: 'Seconds to wait', schema: { type: 'integer' } } },
          }),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
    ),
  };
}

const bodyKinds = ['malformed-json', 'payload-too-large', 'unsupported-media-type'] as const;
const unauthorized = {
  content: {
    'application/json': {
      schema: { type: 'object', properties: { message: { type: 'string' } }, examples: [{ message: 'Unauthorized' }] },
    },
  },
};

const names = z.registry<{ id: string }>();
for (const [id, { schema }] of Object.entries(components)) names.add(schema, { id });

/** A schema as it stands in the document: by its name where it has one. */
function reference(schema: z.ZodMiniType, io: 'input' | 'output'): object {
  const named = names.get(schema);
  return named ? { $ref: `#/components/schemas/${named.id}` } : definition(schema, io);
}

function definition(schema: z.ZodMiniType, io: 'input' | 'output'): JsonSchema {
  const {
    $schema,
    $defs = {},
    ...own
  } = z.toJSONSchema(schema, {
    metadata: names,
    io,
    unrepresentable: 'any',
    override({ zodSchema, jsonSchema }) {
      const form = parameterForms.get(zodSchema);
      if (form !== undefined && io === 'output') replaceMembers(jsonSchema, form);
      // Members may be added to answers: only requests are closed.
      if (io === 'output') delete jsonSchema.additionalProperties;
    },
  });
  // A schema with a name comes as a reference to itself, and what it stands for among the definitions.
  const whole = $defs[names.get(schema)?.id ?? ''] ?? own;
  return JSON.parse(JSON.stringify(whole).replaceAll('"#/$defs/', '"#/components/schemas/'));
}

function replaceMembers(target: object, members: object): void {
  for (const name of Object.keys(target)) Reflect.deleteProperty(target, name);
  Object.assign(target, members);
}
