import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { functionOf, hostOf, startHost, type TestHost } from './support.ts';

describe('what an invocation gives', () => {
  test.each([
    ['a value', `exports.handler = async (event) => ({ got: event })`, { got: { a: [1, 'ü', null] } }],
    ['a value that is not promised', `exports.handler = (event) => event.a.length`, 3],
    ['nothing, as null', `exports.handler = async () => {}`, null],
    ['an ES module with top-level await', `export const handler = await Promise.resolve(async () => 'esm')`, 'esm'],
    ['a handler within the default export', `export default { handler: async () => 'default' }`, 'default'],
    ['a handler that is a member', `exports.deep = { handler: async () => 'deep' }`, 'deep', 'index.deep.handler'],
  ])('%s', async (_, text, expected, handler = 'index.handler') => {
    const { host } = hostOf([functionOf(text, { handler })]);
    const { payload, error } = await host.invoke('Shop-Greeter', { a: [1, 'ü', null] });
    expect(error).toBeUndefined();
    expect(payload).toEqual(expected);
  });

  test('the first request of a process is cold, the next is not', async () => {
    const { host, issued } = hostOf([functionOf('exports.handler = async () => 1')]);
    const first = await host.invoke('Shop-Greeter', {});
    const second = await host.invoke('Shop-Greeter', {});
    expect([first.cold, second.cold]).toEqual([true, false]);
    expect([first.accessKeyId, second.accessKeyId, ...issued]).toEqual(['ASIATEST0', 'ASIATEST0', 'ASIATEST0']);
  });

  test('the context says what Lambda says', async () => {
    const text = `exports.handler = async (event, context) =>
      ({ ...context, left: context.getRemainingTimeInMillis(), trace: process.env._X_AMZN_TRACE_ID })`;
    const { host } = hostOf([functionOf(text, { timeoutSeconds: 7 })]);
    const arn = 'arn:aws:lambda:us-east-1:000000000000:function:Shop-Greeter:live';
    const { payload } = await host.invoke(arn, {}, { requestId: 'request-1', traceId: 'Root=1-2-3' });
    expect(payload).toEqual({
      awsRequestId: 'request-1',
      callbackWaitsForEmptyEventLoop: true,
      functionName: 'Shop-Greeter',
      functionVersion: '$LATEST',
      invokedFunctionArn: arn,
      left: expect.any(Number),
      logGroupName: '/aws/lambda/Shop-Greeter',
      logStreamName: expect.stringMatching(/^\d{4}\/\d\d\/\d\d\/\[\$LATEST\][0-9a-f]{32}$/),
      memoryLimitInMB: '256',
      trace: 'Root=1-2-3',
    });
    const { left } = Object(payload);
    expect(left).toBeGreaterThan(0);
    expect(left).toBeLessThanOrEqual(7_000);
  });
});

describe('after each bad end the next request works', () => {
  let it: TestHost;
  beforeAll(() => {
    it = startHost([functionOf(doWhatIsAsked, { timeoutSeconds: 1, memoryMegabytes: 128 })]);
  });
  afterAll(() => it.host.close());

  /** A function that runs what the event says, or answers. */
  const doWhatIsAsked = `const AsyncFunction = (async () => {}).constructor;
    exports.handler = async (event) => (event.code ? await new AsyncFunction(event.code)() : 'fine');`;

  /** Invokes it so that it fails, in a process that has answered before, then once more. */
  async function endOf(code: string) {
    await it.host.invoke('Shop-Greeter', {});
    it.lines.length = 0;
    const result = await it.host.invoke('Shop-Greeter', { code });
    const next = await it.host.invoke('Shop-Greeter', {});
    return { ...result, next, lines: [...it.lines] };
  }

  test('a thrown error comes with its type, message and trace, and is logged', async () => {
    const { error, payload, next, lines } = await endOf(`throw new TypeError('no ride');`);
    expect(error).toMatchObject({ errorType: 'TypeError', errorMessage: 'no ride' });
    expect(error?.trace?.[0]).toBe('TypeError: no ride');
    expect(error?.trace?.[1]).toContain('index.js');
    expect(payload).toEqual(error);
    expect(next).toMatchObject({ payload: 'fine', cold: false });
    expect(lines.map(({ line }) => line).join('\n')).toContain('ERROR\tInvoke Error \t{"errorType":"TypeError"');
  });

  test.each([
    ['a text', `throw 'bare';`, { errorType: 'string', errorMessage: 'bare', trace: [] }],
    ['nothing', `throw undefined;`, { errorType: 'undefined', errorMessage: 'undefined', trace: [] }],
    ['an object that has no text', `throw Object.create(null);`, { errorType: 'handled' }],
  ])('%s may be thrown', async (_, failing, expected) => {
    const { error, next } = await endOf(failing);
    expect(error).toMatchObject(expected);
    expect(next.payload).toBe('fine');
  });

  test.each([
    ['a wait', `await new Promise((resolve) => setTimeout(resolve, 60_000));`],
    ['an endless loop', `for (;;);`],
  ])('%s ends with the time limit', async (_, failing) => {
    const { error, next, lines } = await endOf(failing);
    const requestId = lines[0]?.requestId;
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`;
    expect(error).toEqual({ errorType: 'Sandbox.Timedout', errorMessage });
    expect(next).toMatchObject({ payload: 'fine', cold: true });
    expect(lines.map(({ line }) => line)).toEqual([`Sandbox.Timedout ${errorMessage}`]);
  });

  test('an answer in time counts, also when the local run is too busy to see it', async () => {
    const { host } = hostOf([functionOf(`exports.handler = async () => 'fine'`, { timeoutSeconds: 1 })]);
    await host.invoke('Shop-Greeter', {});
    const answer = host.invoke('Shop-Greeter', {});
    const end = Date.now() + 1_100;
    while (Date.now() < end);
    expect((await answer).payload).toBe('fine');
  });

  test.each([
    ['process.exit(3)', 'process.exit(3);', 'Runtime exited with error: exit status 3'],
    ['process.exit(0)', 'process.exit(0);', 'Runtime exited without providing a reason'],
    [
      'a signal',
      `process.kill(process.pid, 'SIGKILL');await new Promise(() => {});`,
      'exited with error: signal: killed',
    ],
    ['a rejection that nobody handles', `Promise.reject(new Error('lost'));`, 'error: exit status 1'],
    [
      'an error outside of the handler',
      `setTimeout(() => { throw new Error('late'); }); await new Promise((r) => setTimeout(r, 5_000));`,
      'exit status 1',
    ],
    ['a wait for what never happens', `await new Promise(() => {});`, 'exited without providing a reason'],
  ])('%s is a Runtime.ExitError', async (_, failing, message) => {
    const { error, next } = await endOf(failing);
    expect(error?.errorType).toBe('Runtime.ExitError');
    expect(error?.errorMessage).toContain(message);
    expect(next).toMatchObject({ payload: 'fine', cold: true });
  });

  test('no memory left is a Runtime.ExitError', async () => {
    const failing = `const all = []; for (;;) all.push(new Array(100_000).fill(Math.random()));`;
    const { error, next } = await endOf(failing);
    expect(error?.errorType).toBe('Runtime.ExitError');
    expect(error?.errorMessage).toContain('signal: aborted');
    expect(next.payload).toBe('fine');
  });

  test('an answer of 6 MB passes, one byte more does not', async () => {
    const text = `exports.handler = async (size) => 'x'.repeat(size)`;
    const { host } = hostOf([functionOf(text)]);
    const { payload } = await host.invoke('Shop-Greeter', 6_291_554);
    expect(payload).toHaveLength(6_291_554);
    const { error } = await host.invoke('Shop-Greeter', 6_291_555);
    expect(error).toEqual({
      errorType: 'Function.ResponseSizeTooLarge',
      errorMessage: 'Response payload size exceeded maximum allowed payload size (6291556 bytes).',
    });
    expect((await host.invoke('Shop-Greeter', 1)).payload).toBe('x');
  });

  test.each([
    ['a cycle', `const a = {}; a.a = a; return a;`],
    ['a bigint', `return 1n;`],
  ])('%s cannot be an answer', async (_, failing) => {
    const { error, next } = await endOf(failing);
    expect(error).toMatchObject({
      errorType: 'Runtime.JSONStringifyError',
      errorMessage: 'Unable to stringify response body',
    });
    expect(next).toMatchObject({ payload: 'fine', cold: false });
  });

  test('a process that dies between requests costs no request', async () => {
    const text = `exports.handler = async () => { setTimeout(() => process.exit(1)); return process.pid; }`;
    const { host } = hostOf([functionOf(text)]);
    for (let request = 0; request < 5; request += 1) {
      const { error } = await host.invoke('Shop-Greeter', {});
      expect(error).toBeUndefined();
    }
  });

  test('a request over 6 MB is refused', async () => {
    const { host } = hostOf([functionOf('exports.handler = async (event) => event.length')]);
    await expect(host.invoke('Shop-Greeter', 'x'.repeat(6_291_455))).rejects.toMatchObject({
      name: 'RequestTooLargeException',
    });
    expect((await host.invoke('Shop-Greeter', 'x'.repeat(6_291_454))).payload).toBe(6_291_454);
  });
});
