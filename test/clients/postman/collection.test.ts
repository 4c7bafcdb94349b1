import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, inject, test } from 'vitest';
import { postmanCollection } from '../../../bin/postman/collection.ts';
import { type OpenApiDocument, routesOf } from '../../../bin/postman/openapi.ts';
import { newUnicornId } from '../../e2e/support/people.ts';
import { runCollection } from './run-collection.ts';

const project = resolve(import.meta.dirname, '../../..');
const document: OpenApiDocument = JSON.parse(readFileSync(resolve(project, 'openapi.json'), 'utf8'));
const committed = readFileSync(resolve(project, 'clients/postman/unicorn-rides.postman_collection.json'), 'utf8');
const { apiUrl, tokenUrl } = inject('target');

test('the collection is what openapi.json says: npm run postman writes it', () => {
  expect(committed).toBe(`${JSON.stringify(postmanCollection(document), null, 2)}\n`);
});

test('a run of it calls every operation, each as somebody who may, and passes its own tests', async () => {
  // A place in the Antarctic that nobody else books from.
  const place = { latitude: `${-75 - 5 * Math.random()}`, longitude: `${-180 + 360 * Math.random()}` };
  const unicornId = newUnicornId();
  const outcomes = await runCollection(JSON.parse(committed), { baseUrl: apiUrl, tokenUrl, unicornId, ...place });

  const names = outcomes.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(routesOf(document).map(({ summary }) => summary)));
  expect(names).toHaveLength(routesOf(document).length + 2);
  for (const { name, url, assertions } of outcomes) {
    expect(assertions, name).not.toHaveLength(0);
    expect(
      assertions.filter(({ error }) => error !== undefined),
      `${name} ${url}`,
    ).toEqual([]);
  }
  const callers = new Set(outcomes.map(({ authorization }) => authorization));
  expect(callers.size, 'nobody, a rider and an operator').toBe(3);
});

test('an operation that the order of the run does not know is in it all the same', () => {
  const more: OpenApiDocument = {
    ...document,
    paths: { ...document.paths, '/new': { get: { operationId: 'x', summary: 'New', security: [], responses: {} } } },
  };
  const collection = postmanCollection(more);
  expect(collection).toMatchObject({ item: expect.arrayContaining([expect.objectContaining({ name: 'Others' })]) });
  expect(JSON.stringify(collection)).toContain('{{baseUrl}}/new');
  expect(JSON.stringify(postmanCollection(document))).not.toContain('"Others"');
});

test('an order that names an operation which is gone is refused', () => {
  const { '/hello': _, ...paths } = document.paths;
  expect(() => postmanCollection({ ...document, paths })).toThrow('"sayHello"');
});
