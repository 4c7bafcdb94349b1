import { expect, test } from 'vitest';
import { anyone } from './support/people.ts';
import { expectProblem } from './support/problems.ts';

test.concurrent.for([
  ['', 'Hello no name'],
  ['?name=sy', 'Hello sy'],
  ['?name=%20%20sy%20', 'Hello sy'],
  ['?name=Zo%C3%AB+%F0%9F%A6%84', 'Hello Zoë 🦄'],
  ['?&name=a%2Cb&', 'Hello a,b'],
] as const)('GET /hello%s says "%s" to anyone', async ([query, message]) => {
  const answer = await anyone.get(`/hello${query}`);
  expect(answer.status).toBe(200);
  expect(answer.headers['content-type']).toBe('application/json');
  expect(answer.json()).toEqual({ message, method: 'GET', path: '/hello' });
});

test.concurrent.for([
  '?name=',
  '?name',
  '?name=%20',
  '?name=%00',
  '?name=a%0Ab',
  '?name=%3Cscript%3E',
  '?name=a%26b',
  '?name=%22',
  '?name=a&name=b',
  '?name=a&name=a',
])('GET /hello%s is refused for its name', async (query) => {
  expectProblem(await anyone.get(`/hello${query}`), 400, 'invalid-request', { parameter: 'name' });
});
