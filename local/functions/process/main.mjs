// @ts-check
// The part of Lambda's Node runtime that runs in a function's own process: it loads the handler, then answers one
// request after the other over the channel to the local run. Plain JavaScript and no dependency: Node starts a
// TypeScript file 35 ms later (24.21, measured), and that would be added to every cold start.
import { syncBuiltinESMExports } from 'node:module';
import os from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { logError, nameRequest, patchConsole } from './console.mjs';
import { describeError, RuntimeError } from './errors.mjs';
import { defineGlobals, loadHandler } from './handler.mjs';

/**
 * @typedef {import('../messages.ts').Invocation} Invocation
 * @typedef {import('../messages.ts').FromProcess} FromProcess
 * @typedef {import('../messages.ts').Reply} Reply
 */

/** The most bytes of an answer. 6 MB and 100 bytes, as Lambda's own error says. */
const largestAnswer = 6_291_556;

const { channel } = process;
const sendMessage = process.send?.bind(process);
if (!channel || !sendMessage) throw new Error('This file runs as a child process of the local run only.');

/** @param {FromProcess} message */
const send = (message) => new Promise((sent) => sendMessage(message, undefined, {}, sent));

// When the local run is gone, however it ended, nothing of a function may stay: neither this process nor its children.
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'));

// Function code has no way to send on the channel, and no home folder whose AWS profile an SDK could read.
Reflect.deleteProperty(process, 'send');
os.homedir = () => '/home/sbx_user1051';
syncBuiltinESMExports();

// Node writes to a full pipe later, which would let an answer or an exit overtake lines of the log.
for (const stream of [process.stdout, process.stderr]) Reflect.get(stream, '_handle').setBlocking(true);
patchConsole();
defineGlobals();

// While function code runs, the channel does not keep this process alive: a handler that waits for something that can
// never happen ends the process, as on Lambda.
channel.unref();
const { LAMBDA_TASK_ROOT = '', _HANDLER = '' } = process.env;
const handler = await loadHandler(LAMBDA_TASK_ROOT, _HANDLER).catch(async (error) => {
  logError('Init Error', error);
  await send({ type: 'init-error', error: describeError(error) });
  process.exit(1);
});
process.on('message', answer);
channel.ref();
await send({ type: 'ready' });

/** @param {Invocation} invocation */
async function answer(invocation) {
  const { requestId } = invocation;
  process.env._X_AMZN_TRACE_ID = invocation.traceId;
  nameRequest(requestId);
  send({ type: 'begun', requestId });
  const before = process.cpuUsage();
  const event = JSON.parse(invocation.event);
  channel?.unref();
  const reply = await run(event, invocation);
  channel?.ref();
  const { user, system } = process.cpuUsage(before);
  await send({ ...reply, processorTime: (user + system) / 1_000 });
}

/**
 * @param {unknown} event
 * @param {Invocation} invocation
 * @returns {Promise<Reply>}
 */
async function run(event, invocation) {
  const { requestId } = invocation;
  try {
    const value = await handler(event, contextOf(invocation));
    // A rejection that nobody handles ends the process before the answer is out, as on Lambda.
    await setImmediate();
    const payload = stringify(value);
    if (Buffer.byteLength(payload) > largestAnswer) {
      const errorMessage = `Response payload size exceeded maximum allowed payload size (${largestAnswer} bytes).`;
      return { type: 'error', requestId, error: { errorType: 'Function.ResponseSizeTooLarge', errorMessage } };
    }
    return { type: 'answer', requestId, payload };
  } catch (error) {
    await setImmediate();
    logError('Invoke Error', error);
    return { type: 'error', requestId, error: describeError(error) };
  }
}

/** @param {unknown} value */
function stringify(value) {
  try {
    return JSON.stringify(value) ?? 'null';
  } catch (error) {
    const reason = 'Unable to stringify response body';
    throw Object.assign(new RuntimeError('Runtime.JSONStringifyError', reason), { cause: error });
  }
}

/** @param {Invocation} invocation */
function contextOf({ requestId, functionArn, deadline, clientContext }) {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: process.env.AWS_LAMBDA_FUNCTION_NAME,
    functionVersion: process.env.AWS_LAMBDA_FUNCTION_VERSION,
    memoryLimitInMB: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: process.env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: process.env.AWS_LAMBDA_LOG_STREAM_NAME,
    invokedFunctionArn: functionArn,
    awsRequestId: requestId,
    getRemainingTimeInMillis: () => deadline - Date.now(),
    ...(clientContext !== undefined && { clientContext: JSON.parse(clientContext) }),
  };
}
