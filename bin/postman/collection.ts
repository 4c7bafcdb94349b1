import { type Chapter, cleaning, journey, type Step } from './journey.ts';
import { jsonSchema, type OpenApiDocument, type Parameter, type Route, routesOf } from './openapi.ts';
import { signIn, variables } from './variables.ts';

/**
 * An API as a Postman collection (format 2.1): every operation once, in an order in which a run of all works.
 *
 * @throws Error where the journey names an operation that the document has not
 */
export function postmanCollection(document: OpenApiDocument): object {
  const routes = new Map(routesOf(document).map((route) => [route.operationId, route]));
  const known = new Set([...journey, cleaning].flatMap(({ steps }) => steps.map(({ operation }) => operation)));
  const others: Chapter = {
    name: 'Others',
    description: 'Operations that no chapter names yet.',
    steps: [...routes.keys()].filter((id) => !known.has(id)).map((operation) => ({ operation })),
  };
  const chapters = [...journey, ...(others.steps.length > 0 ? [others] : []), cleaning];
  return {
    info: {
      name: document.info.title,
      description: document.info.description,
      schema: 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json',
    },
    auth: bearer('token'),
    variable: variables,
    item: [signIn, ...chapters.map(folder)],
  };

  function folder({ name, description, steps }: Chapter): object {
    return { name, description, item: steps.map(item) };
  }

  function item(step: Step): object {
    const route = routes.get(step.operation);
    if (route === undefined)
      throw new Error(`The journey names "${step.operation}": the document has no such operation.`);
    const script = { type: 'text/javascript', exec: [...checks(document, route), ...keeping(step)] };
    return { name: route.summary, request: request(document, route, step), event: [{ listen: 'test', script }] };
  }
}

function request(document: OpenApiDocument, route: Route, step: Step): object {
  const parameters = route.parameters ?? [];
  const sent = (place: Parameter['in']) =>
    parameters.filter((each) => each.in === place).map((each) => parameter(each, step.parameters?.[each.name]));
  const path = route.path.slice(1).replaceAll('{', '{{').replaceAll('}', '}}');
  const query = sent('query');
  const search = query.filter(({ disabled }) => disabled !== true).map(({ key, value }) => `${key}=${value}`);
  const body = step.body ?? jsonSchema(document, route.requestBody)?.examples?.[0];
  return {
    description: [route.summary, route.description].filter((text) => text !== undefined).join('. '),
    ...(route.security.length === 0 && { auth: { type: 'noauth' } }),
    ...(step.byOperator && { auth: bearer('operatorToken') }),
    method: route.method,
    url: {
      raw: `{{baseUrl}}/${path}${search.length > 0 ? `?${search.join('&')}` : ''}`,
      host: ['{{baseUrl}}'],
      path: path.split('/'),
      ...(query.length > 0 && { query }),
    },
    header: [...(route.requestBody ? [{ key: 'Content-Type', value: 'application/json' }] : []), ...sent('header')],
    ...(route.requestBody && {
      body: { mode: 'raw', raw: bodyText(body ?? {}), options: { raw: { language: 'json' } } },
    }),
  };
}

/** A parameter with what is sent; one that may be left out is there to be switched on. */
function parameter({ name, description, required, schema }: Parameter, value: string | undefined) {
  const example = schema.examples?.[0];
  return {
    key: name,
    value: value ?? (example === undefined ? '' : String(example)),
    ...(description !== undefined && { description }),
    ...(value === undefined && required !== true && { disabled: true }),
  };
}

/** A JSON body. Variables that hold numbers stand without quotes, so that numbers are sent. */
function bodyText(body: unknown): string {
  return JSON.stringify(body, null, 2).replaceAll(/"(\{\{(?:latitude|longitude)\}\})"/g, '$1');
}

/** Tests of an answer: a status that the document has for success, and the members that are always there. */
function checks(document: OpenApiDocument, { responses }: Route): string[] {
  const successes = Object.keys(responses).filter((status) => status.startsWith('2'));
  const required = successes.flatMap((status) => jsonSchema(document, responses[status])?.required ?? []);
  const members = JSON.stringify([...new Set(required)]);
  return [
    `pm.test('is answered with ${successes.join(' or ')}', () => {`,
    `  pm.expect(pm.response.code, pm.response.text()).to.be.oneOf([${successes.join(', ')}]);`,
    '});',
    ...(required.length > 0
      ? [
          "pm.test('has its members', () => {",
          `  pm.expect(pm.response.json()).to.include.all.keys(${members});`,
          '});',
        ]
      : []),
  ];
}

function keeping({ keeps = {} }: Step): string[] {
  return Object.entries(keeps).map(([name, value]) => `pm.collectionVariables.set('${name}', ${value});`);
}

function bearer(variable: string): object {
  return { type: 'bearer', bearer: [{ key: 'token', value: `{{${variable}}}`, type: 'string' }] };
}
