import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { FunctionDefinition } from '../../../local/functions/definition.ts';
import { folderOf, functionOf, hostOf } from './support.ts';

const ok = `exports.handler = async () => 'fine';`;

function assetOf(files: Record<string, string>, properties: Partial<FunctionDefinition> = {}) {
  return hostOf([functionOf('', { code: { path: folderOf(files) }, ...properties })]);
}

describe('code', () => {
  test.each([
    ['index.js', ok],
    ['index.cjs', ok],
    ['index.mjs', `export const handler = async () => 'fine';`],
    ['index', ok],
  ])('is found as %s', async (name, text) => {
    const { host } = assetOf({ [name]: text });
    expect((await host.invoke('Shop-Greeter', {})).payload).toBe('fine');
  });

  test('is found in a folder of the asset, and finds its own files', async () => {
    const files = {
      'src/app.js': `const { x } = require('./lib/x'); exports.run = async () => [x, require('fs').readFileSync(__dirname + '/data.txt', 'utf8')];`,
      'src/lib/x.js': `exports.x = 'library';`,
      'src/data.txt': 'data',
    };
    const { host } = assetOf(files, { handler: 'src/app.run' });
    expect((await host.invoke('Shop-Greeter', {})).payload).toEqual(['library', 'data']);
  });

  test('of CommonJS keeps its exports below a project of ES modules', async () => {
    const project = folderOf({ 'package.json': '{"type":"module"}', 'cdk.out/asset/index.js': ok });
    const { host } = hostOf([functionOf('', { code: { path: `${project}/cdk.out/asset` } })]);
    expect((await host.invoke('Shop-Greeter', {})).payload).toBe('fine');
  });

  test('with a package.json of its own is what that says', async () => {
    const files = {
      'package.json': '{"type":"module"}',
      'index.js': `export const handler = async () => import.meta.filename;`,
    };
    const { host } = assetOf(files);
    expect((await host.invoke('Shop-Greeter', {})).payload).toMatch(/index\.js$/);
  });

  test('runs from a zip file', async () => {
    const text = (value: string) => new TextEncoder().encode(value);
    const zip = zipSync({
      'index.js': text(`exports.handler = async () => require('./lib/x').x`),
      lib: { 'x.js': text(`exports.x = 'zipped'`) },
    });
    const folder = folderOf({ 'asset.zip': zip });
    const { host } = hostOf([functionOf('', { code: { path: `${folder}/asset.zip` } })]);
    expect((await host.invoke('Shop-Greeter', {})).payload).toBe('zipped');
  });

  test('in a zip file cannot leave its folder', async () => {
    const folder = folderOf({ 'asset.zip': zipSync({ '../../escaped.js': new Uint8Array(1) }) });
    const { host } = hostOf([functionOf('', { code: { path: `${folder}/asset.zip` } })]);
    await expect(host.invoke('Shop-Greeter', {})).rejects.toThrow('Shop/Shop-Greeter does not start');
  });

  test("may leave out the AWS SDK, which is Lambda's, but nothing else that is installed here", async () => {
    const files = {
      'index.mjs': `import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
        import { createRequire } from 'node:module';
        const require = createRequire(import.meta.url);
        const missing = (name) => { try { require(name); return false; } catch (error) { return error.code; } };
        export const handler = async () =>
          [typeof DynamoDBClient, typeof require('@aws-sdk/client-dynamodb').PutItemCommand, missing('zod'), missing('vitest')];`,
    };
    const { host } = assetOf(files);
    expect((await host.invoke('Shop-Greeter', {})).payload).toEqual([
      'function',
      'function',
      'MODULE_NOT_FOUND',
      'MODULE_NOT_FOUND',
    ]);
  });
});

describe('code that does not load', () => {
  test.each([
    [
      'a missing module',
      `require('nowhere');`,
      'index.handler',
      'Runtime.ImportModuleError',
      "Error: Cannot find module 'nowhere'",
    ],
    [
      'a missing package of an import',
      `import 'nowhere'; export const handler = 1;`,
      'index.handler',
      'Error',
      "Cannot find package 'nowhere'",
    ],
    ['a missing file', ok, 'app.handler', 'Runtime.ImportModuleError', "Error: Cannot find module 'app'"],
    [
      'a syntax error',
      'exports.handler = async () => {',
      'index.handler',
      'Runtime.UserCodeSyntaxError',
      'SyntaxError: ',
    ],
    ['a missing export', ok, 'index.run', 'Runtime.HandlerNotFound', 'index.run is undefined or not exported'],
    [
      'an export that is no function',
      'exports.handler = 3',
      'index.handler',
      'Runtime.HandlerNotFound',
      'index.handler is not a function',
    ],
    ['a handler without an export', ok, 'index', 'Runtime.MalformedHandlerName', 'Bad handler'],
    [
      'a handler outside of the asset',
      ok,
      '../index.handler',
      'Runtime.MalformedHandlerName',
      'is not a valid handler name',
    ],
    ['an error', `throw new RangeError('no settings');`, 'index.handler', 'RangeError', 'no settings'],
    ['an exit', `process.exit(4);`, 'index.handler', 'Runtime.ExitError', 'exit status 4'],
    [
      'a callback',
      `exports.handler = (event, context, callback) => callback(null, 1)`,
      'index.handler',
      'Runtime.CallbackHandlerDeprecated',
      'AWS Lambda has removed support for callback-based function handlers',
    ],
    [
      'a stream',
      `exports.handler = awslambda.streamifyResponse(async (event, stream) => {})`,
      'index.handler',
      'Runtime.StreamingNotSupported',
      'The local run does not stream responses.',
    ],
  ])(
    'because of %s fails each request and is loaded again for the next',
    async (_, text, handler, errorType, message) => {
      const { host, issued } = hostOf([functionOf(text, { handler })]);
      const results = [await host.invoke('Shop-Greeter', {}), await host.invoke('Shop-Greeter', {})];
      for (const { error, payload, requestId } of results) {
        expect(error?.errorType).toBe(errorType);
        expect(error?.errorMessage).toContain(message);
        expect(payload).toEqual(error);
        if (errorType === 'Runtime.ExitError') expect(error?.errorMessage).toContain(requestId);
      }
      expect(issued).toHaveLength(2);
    },
  );

  test('answers many requests at once with one start each', async () => {
    const { host, issued } = hostOf([functionOf(`throw new Error('no settings')`)]);
    const results = await Promise.all(Array.from({ length: 5 }, () => host.invoke('Shop-Greeter', {})));
    expect(results.map(({ error }) => error?.errorMessage)).toEqual(Array(5).fill('no settings'));
    expect(issued).toHaveLength(5);
  });

  test('is named when its asset is not there', async () => {
    const { host } = hostOf([functionOf('', { code: { path: `${folderOf({})}/nothing/asset` } })]);
    await expect(host.invoke('Shop-Greeter', {})).rejects.toThrow('Shop/Shop-Greeter does not start');
  });
});

describe('on a runtime before nodejs24.x a handler', () => {
  test.each([
    ['answers through its callback', `(event, context, callback) => setTimeout(() => callback(null, 'late'))`, 'late'],
    ['may be async', `async () => 'async'`, 'async'],
    ['that answers nothing gives null', `() => { setTimeout(() => {}, 5); }`, null],
    [
      'answers when nothing is left to do',
      `(event, context, callback) => { const seen = []; callback(null, seen); setTimeout(() => seen.push('done')); }`,
      ['done'],
    ],
    [
      'need not wait for that',
      `(event, context, callback) => { context.callbackWaitsForEmptyEventLoop = false; setInterval(() => {}, 1_000); callback(null, 'now'); }`,
      'now',
    ],
  ])('%s', async (_, handler, expected) => {
    const { host } = hostOf([functionOf(`exports.handler = ${handler}`, { runtime: 'nodejs22.x' })]);
    for (let request = 0; request < 2; request += 1) {
      const { payload, error } = await host.invoke('Shop-Greeter', {});
      expect(error).toBeUndefined();
      expect(payload).toEqual(expected);
    }
  });

  test('fails through its callback', async () => {
    const text = `exports.handler = (event, context, callback) => callback(new TypeError('no'))`;
    const { host } = hostOf([functionOf(text, { runtime: 'nodejs20.x' })]);
    expect((await host.invoke('Shop-Greeter', {})).error).toMatchObject({ errorType: 'TypeError', errorMessage: 'no' });
  });
});
