import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { defaultEndpointResolver } from '../../../lib/bundling/replacements/dynamodb-endpoint.ts';

// The bundles' endpoints against the SDK's own rules, in every region of every partition that the SDK knows.

const core = dirname(createRequire(import.meta.url).resolve('@aws-sdk/core/package.json'));
const partitions = readFileSync(join(core, 'dist-es/submodules/client/util-endpoints/lib/aws/partitions.js'), 'utf8');
const regions = [...partitions.matchAll(/"([a-z]{2,4}(?:-[a-z]+)+-\d)": \{/g)].map(([, region]) => region ?? '');
const { endpointProvider } = new DynamoDBClient({ region: 'us-east-1' }).config;

test('the SDK knows regions of all partitions', () => {
  expect(regions).toEqual(expect.arrayContaining(['us-east-1', 'cn-north-1', 'us-gov-west-1', 'eusc-de-east-1']));
  expect(regions.length).toBeGreaterThan(40);
});

test.each([{}, { UseFIPS: true }, { IsSearchOperation: true }])('%o leads where the SDK would go', (options) => {
  for (const Region of [...regions, 'us-east-99', 'cn-south-9']) {
    const { url } = endpointProvider({ Region, ...options });
    expect(defaultEndpointResolver({ Region, ...options }).url.href).toBe(url.href);
  }
});

test('an endpoint that is set is taken', () => {
  const Endpoint = 'http://127.0.0.1:8000/path';
  const { url } = endpointProvider({ Region: 'us-east-1', Endpoint });
  expect(defaultEndpointResolver({ Region: 'us-east-1', Endpoint }).url.href).toBe(url.href);
});

test.each([
  [{ UseDualStack: true, Region: 'us-east-1' }, 'AWS_USE_DUALSTACK_ENDPOINT'],
  [{ AccountIdEndpointMode: 'required', Region: 'us-east-1' }, 'AWS_ACCOUNT_ID_ENDPOINT_MODE'],
  [{ UseFIPS: true, Region: 'us-east-1', Endpoint: 'http://127.0.0.1' }, 'FIPS and custom endpoint'],
  [{}, 'Missing Region'],
])('%o is refused by name', (parameters, message) => {
  expect(() => defaultEndpointResolver(parameters)).toThrow(message);
});
