import { expect, inject, test } from 'vitest';

const { apiUrl } = inject('target');

test('says hello to the name given', async () => {
  const response = await fetch(`${apiUrl}/hello?name=sy`);
  expect(response.status).toBe(200);
  expect(await response.json()).toEqual({ message: 'Hello sy', method: 'GET', path: '/hello' });
});
