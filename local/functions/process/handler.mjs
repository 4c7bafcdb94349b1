// @ts-check
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './errors.mjs';

/**
 * @typedef {Record<string, unknown> & { callbackWaitsForEmptyEventLoop: boolean }} Context
 * @typedef {(event: unknown, context: Context) => Promise<unknown>} Handler
 */

const streaming = Symbol('a streaming handler');

/** The runtimes before nodejs24.x also take handlers that answer through a callback. */
const takesCallbacks = Number(/nodejs(\d+)/.exec(process.env.AWS_EXECUTION_ENV ?? '')?.[1] ?? 24) < 24;

/** Gives function code the global `awslambda`, through which a handler says that it streams its response. */
export function defineGlobals() {
  const streamifyResponse = (/** @type {object} */ handler) => Object.assign(handler, { [streaming]: true });
  Object.assign(globalThis, { awslambda: { streamifyResponse } });
}

/**
 * Loads the handler that a function's `Handler` property names (`file.export`, `folder/file.export`) with the rules and
 * the errors of Lambda's Node runtime.
 *
 * @param {string} root the folder of the function's code
 * @param {string} name
 * @returns {Promise<Handler>}
 */
export async function loadHandler(root, name) {
  if (name.includes('..')) {
    const hint = 'Use absolute paths when specifying root directories in handler names.';
    throw new RuntimeError('Runtime.MalformedHandlerName', `'${name}' is not a valid handler name. ${hint}`);
  }
  const [, file, exported] = /^([^.]*)\.(.*)$/.exec(basename(name)) ?? [];
  if (file === undefined || exported === undefined) {
    throw new RuntimeError('Runtime.MalformedHandlerName', 'Bad handler');
  }
  const loaded = await loadModule(join(root, name.slice(0, name.indexOf(basename(name)))), file);
  const handler = find(loaded, exported) ?? find(find(loaded, 'default'), exported);
  if (!handler) throw new RuntimeError('Runtime.HandlerNotFound', `${name} is undefined or not exported`);
  if (typeof handler !== 'function') throw new RuntimeError('Runtime.HandlerNotFound', `${name} is not a function`);
  return adapt(handler);
}

/**
 * The file as named, then with .js, .mjs and .cjs; last as a package.
 *
 * @param {string} folder
 * @param {string} file
 * @returns {Promise<unknown>}
 */
async function loadModule(folder, file) {
  try {
    for (const extension of ['', '.js', '.mjs', '.cjs']) {
      const path = `${resolve(folder, file)}${extension}`;
      if (existsSync(path)) return await import(pathToFileURL(path).href);
    }
    return createRequire(join(folder, 'index.js'))(file);
  } catch (error) {
    if (error instanceof SyntaxError) {
      throw Object.assign(new RuntimeError('Runtime.UserCodeSyntaxError', String(error)), { stack: error.stack });
    }
    // Only what `require` misses has this code: a package that an `import` misses is a plain Error, as on Lambda.
    if (error instanceof Error && 'code' in error && error.code === 'MODULE_NOT_FOUND') {
      throw new RuntimeError('Runtime.ImportModuleError', String(error));
    }
    throw error;
  }
}

/**
 * The value at a path of members, such as `handlers.create`.
 *
 * @param {unknown} value
 * @param {string} path
 * @returns {unknown}
 */
function find(value, path) {
  /** @type {any} what is exported is not known */
  let found = value;
  for (const member of path.split('.')) found = found && typeof found === 'object' ? found[member] : undefined;
  return found;
}

/**
 * @param {Function} handler
 * @returns {Handler}
 */
function adapt(handler) {
  if (streaming in handler) {
    throw new RuntimeError('Runtime.StreamingNotSupported', 'The local run does not stream responses.');
  }
  if (takesCallbacks) return (event, context) => withCallback(handler, event, context);
  if (handler.length >= 3) {
    throw new RuntimeError(
      'Runtime.CallbackHandlerDeprecated',
      'ERROR: AWS Lambda has removed support for callback-based function handlers starting with Node.js 24. ' +
        'You need to modify this function to use a supported handler signature to use Node.js 24 or later. ' +
        'For more information see https://docs.aws.amazon.com/lambda/latest/dg/nodejs-handler.html.',
    );
  }
  return async (event, context) => handler(event, context);
}

/**
 * What a handler of the older runtimes answers: its promise, or what it gives to its callback once nothing is left to
 * do, or null when nothing is left to do and it did neither.
 *
 * @param {Function} handler
 * @param {unknown} event
 * @param {Context} context
 */
function withCallback(handler, event, context) {
  return new Promise((resolve, reject) => {
    const settle = (/** @type {unknown} */ error, /** @type {unknown} */ value) =>
      error ? reject(error) : resolve(value);
    const idle = () => settle(undefined, undefined);
    process.once('beforeExit', idle);
    const callback = (/** @type {unknown} */ error, /** @type {unknown} */ value) => {
      process.removeListener('beforeExit', idle);
      if (error || !context.callbackWaitsForEmptyEventLoop) settle(error, value);
      else process.once('beforeExit', () => settle(undefined, value));
    };
    const answer = handler(event, context, callback);
    if (typeof answer?.then !== 'function') return;
    process.removeListener('beforeExit', idle);
    answer.then(resolve, reject);
  });
}
