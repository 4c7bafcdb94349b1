import * as z from 'zod/mini';
import { handle } from '../http/handle.ts';
import { defineOperation } from '../http/operation.ts';
import { Text } from '../schemas/common.ts';

export const sayHello = defineOperation({
  name: 'SayHello',
  route: 'GET /hello',
  summary: 'Say hello',
  auth: 'anyone',
  query: z.strictObject({ name: z.optional(Text) }),
  responses: {
    200: {
      description: 'A greeting',
      body: z.strictObject({ message: z.string(), method: z.literal('GET'), path: z.literal('/hello') }),
    },
  },
});

export const handler = handle(sayHello, async ({ query }) => ({
  status: 200,
  body: { message: `Hello ${query.name ?? 'no name'}`, method: 'GET', path: '/hello' } as const,
}));
