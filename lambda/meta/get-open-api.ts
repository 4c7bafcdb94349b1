import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import openApi from '../../openapi.json' with { type: 'json' };
import { EntityTags, isFresh } from '../http/etags.ts';
import { handle } from '../http/handle.ts';
import { defineOperation } from '../http/operation.ts';

export const getOpenApi = defineOperation({
  name: 'GetOpenApi',
  route: 'GET /openapi.json',
  summary: 'This API as an OpenAPI document',
  auth: 'anyone',
  headers: z.object({ 'if-none-match': EntityTags }),
  responses: {
    200: { description: 'OpenAPI 3.1', body: z.looseObject({}), headers: { ETag: 'Its entity tag' } },
    304: { description: 'You have this state of it', headers: { ETag: 'Its entity tag' } },
  },
});

const etag = `"${createHash('sha256').update(JSON.stringify(openApi)).digest('base64url')}"`;
const headers = { etag, 'cache-control': 'public, max-age=300' };

export const handler = handle(getOpenApi, async (request) =>
  isFresh(request.headers['if-none-match'], etag) ? { status: 304, headers } : { status: 200, headers, body: openApi },
);
