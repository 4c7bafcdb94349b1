import * as z from 'zod/mini';
import openApi from '../../openapi.json' with { type: 'json' };
import { handle } from '../http/handle.ts';
import { defineOperation } from '../http/operation.ts';
import { referencePage, stylesheetSource } from './reference-page.ts';

export const getDocs = defineOperation({
  name: 'GetDocs',
  route: 'GET /docs',
  summary: 'This API as a page to read',
  description: 'Made from the OpenAPI document. The page asks no other host for anything.',
  auth: 'anyone',
  responses: { 200: { description: 'The page', contentType: 'text/html; charset=utf-8', body: z.string() } },
});

const page = referencePage(openApi);
const headers = {
  'cache-control': 'public, max-age=300',
  'content-security-policy': `default-src 'none'; style-src '${stylesheetSource}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  'x-content-type-options': 'nosniff',
};

export const handler = handle(getDocs, async () => ({ status: 200, headers, body: page }));
