import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { describe, expect, test, vi } from 'vitest';
import { childrenOf, isAlive } from '../../support/processes.ts';
import { folderOf, functionOf, hostOf, writeFiles } from './support.ts';

/** The function's processes: the host has one more child, which ends them should this process die. */
const processes = () => childrenOf(process.pid).length - 1;

/** Tells its process and how many requests it has in hand at once. */
const countSelf = `let running = 0;
exports.handler = async ({ wait = 5 }) => {
  running += 1;
  await new Promise((resolve) => setTimeout(resolve, wait));
  running -= 1;
  return { pid: process.pid, others: running };
};`;

/** Says in a file that it runs, and holds until a file says go. */
const hold = (folder: string) => `const { existsSync, writeFileSync } = require('fs');
exports.handler = async () => {
  writeFileSync('${folder}/runs-' + process.pid, '');
  while (!existsSync('${folder}/go')) await new Promise((resolve) => setTimeout(resolve, 5));
  return process.pid;
};`;

describe('processes', () => {
  test('start with the first request, not before', async () => {
    const before = childrenOf(process.pid).length;
    const { host, issued } = hostOf([functionOf(countSelf), functionOf(countSelf, { name: 'Other' })]);
    expect(childrenOf(process.pid)).toHaveLength(before + 1);
    await host.invoke('Shop-Greeter', {});
    expect(childrenOf(process.pid)).toHaveLength(before + 2);
    expect(issued).toHaveLength(1);
  });

  test('take one request at a time, and 500 at once wait their turn', async () => {
    const { host, issued } = hostOf([functionOf(countSelf)], { processesPerFunction: 2 });
    const results = await Promise.all(Array.from({ length: 500 }, () => host.invoke('Shop-Greeter', {})));
    expect(results.filter(({ error }) => error)).toEqual([]);
    expect(results.every(({ payload }) => Object(payload).others === 0)).toBe(true);
    expect(new Set(results.map(({ payload }) => Object(payload).pid)).size).toBe(2);
    expect(issued).toHaveLength(2);
  });

  test('answer in the order of the requests', async () => {
    const { host } = hostOf([functionOf(`let n = 0; exports.handler = async () => n++`)], { processesPerFunction: 1 });
    const results = await Promise.all(Array.from({ length: 50 }, () => host.invoke('Shop-Greeter', {})));
    expect(results.map(({ payload }) => payload)).toEqual(Array.from({ length: 50 }, (_, index) => index));
  });

  test('run side by side when requests take long', async () => {
    const folder = folderOf({});
    const { host, issued } = hostOf([functionOf(hold(folder))], { processesPerFunction: 3 });
    const results = Array.from({ length: 4 }, () => host.invoke('Shop-Greeter', {}));
    await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(3), { timeout: 10_000 });
    writeFiles(folder, { go: '' });
    const pids = (await Promise.all(results)).map(({ payload }) => payload);
    expect(new Set(pids).size).toBe(3);
    expect(issued).toHaveLength(3);
  });

  test('are one more than there are processors at most where requests compute, and one more for each that takes long', async () => {
    const folder = folderOf({});
    const compute = `const { handler } = exports;
      exports.handler = async ({ long }) => {
        const before = process.cpuUsage();
        while (process.cpuUsage(before).user < 15_000);
        return long ? handler() : process.pid;
      };`;
    const { host, issued } = hostOf([functionOf(`${hold(folder)} ${compute}`)], {
      processesPerFunction: 100,
      processes: 100,
    });
    const most = availableParallelism() + 1;
    const call = (event: { long?: boolean }, length: number) =>
      Promise.all(Array.from({ length }, () => host.invoke('Shop-Greeter', event)));
    await call({}, 10 * most);
    expect(issued.length).toBeLessThanOrEqual(most);

    const results = call({ long: true }, most + 1);
    await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(most + 1), { timeout: 20_000 });
    writeFiles(folder, { go: '' });
    await results;
  });

  test('are more where requests mostly wait for something', async () => {
    const folder = folderOf({});
    const waiting = `const { handler } = exports;
      exports.handler = (event) => (event.wait ? new Promise((resolve) => setTimeout(resolve, event.wait)) : handler());`;
    const { host } = hostOf([functionOf(`${hold(folder)} ${waiting}`)]);
    await host.invoke('Shop-Greeter', { wait: 500 });
    const results = Array.from({ length: 7 }, () => host.invoke('Shop-Greeter', {}));
    await vi.waitFor(() => expect(readdirSync(folder)).toHaveLength(7), { timeout: 10_000 });
    writeFiles(folder, { go: '' });
    await Promise.all(results);
  });

  test('end when they have had nothing to do for long', async () => {
    const { host, issued, released } = hostOf([functionOf(countSelf)], { idleMilliseconds: 30 });
    await host.invoke('Shop-Greeter', {});
    await vi.waitFor(() => expect(released).toEqual(issued));
    expect((await host.invoke('Shop-Greeter', {})).cold).toBe(true);
  });
});

describe('many functions', () => {
  const names = Array.from({ length: 6 }, (_, index) => `Function${index}`);

  test('take turns in fewer processes', async () => {
    const limits = { processes: 2 };
    const { host } = hostOf(
      names.map((name) => functionOf(countSelf, { name })),
      limits,
    );
    let most = 0;
    const watch = setInterval(() => (most = Math.max(most, processes())), 20);
    const requests = Array.from({ length: 12 }, (_, index) => host.invoke(names[index % names.length] ?? '', {}));
    const results = await Promise.all(requests);
    clearInterval(watch);
    expect(results.filter(({ error }) => error)).toEqual([]);
    expect(most).toBeGreaterThan(0);
    expect(most).toBeLessThanOrEqual(2);
  });

  test('keep the processes that were busy last', async () => {
    const { host } = hostOf(
      names.map((name) => functionOf(countSelf, { name })),
      { processes: 2 },
    );
    for (const name of ['Function0', 'Function1', 'Function0', 'Function2']) await host.invoke(name, {});
    expect((await host.invoke('Function0', {})).cold).toBe(false);
    expect((await host.invoke('Function1', {})).cold).toBe(true);
  });

  test('are not kept waiting by one that always has more to do', async () => {
    const { host } = hostOf([functionOf(countSelf), functionOf(countSelf, { name: 'Other' })], { processes: 1 });
    const order: string[] = [];
    const call = (name: string) => host.invoke(name, {}).then(() => order.push(name));
    const first = Array.from({ length: 5 }, () => call('Shop-Greeter'));
    const other = call('Other');
    const later = Array.from({ length: 5 }, () => call('Shop-Greeter'));
    await Promise.all([...first, other, ...later]);
    expect(order.indexOf('Other')).toBe(5);
  });
});

describe('reserved concurrency', () => {
  test('refuses what is over it, as Lambda does', async () => {
    const folder = folderOf({});
    const { host } = hostOf([functionOf(hold(folder), { reservedConcurrency: 2 })]);
    const taken = [host.invoke('Shop-Greeter', {}), host.invoke('Shop-Greeter', {})];
    await expect(host.invoke('Shop-Greeter', {})).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      message: 'Rate Exceeded.',
    });
    writeFiles(folder, { go: '' });
    await Promise.all(taken);
    expect((await host.invoke('Shop-Greeter', {})).error).toBeUndefined();
  });

  test('of none switches a function off', async () => {
    const { host } = hostOf([functionOf(countSelf, { reservedConcurrency: 0 })]);
    await expect(host.invoke('Shop-Greeter', {})).rejects.toMatchObject({ name: 'TooManyRequestsException' });
  });
});

test('a function that nobody has is not found', async () => {
  const { host } = hostOf([functionOf(countSelf)]);
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:Nobody';
  await expect(host.invoke(arn, {})).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
});

test('an invocation is reached by name, by ARN, and by the ARN of an alias or version', async () => {
  const { host } = hostOf([functionOf(`exports.handler = async (_, context) => context.invokedFunctionArn`)]);
  const arn = 'arn:aws:lambda:us-east-1:000000000000:function:Shop-Greeter';
  const reached = [];
  for (const reference of [
    'Shop-Greeter',
    'Shop-Greeter:live',
    arn,
    `${arn}:live`,
    `${arn}:1`,
    '000000000000:function:Shop-Greeter',
  ]) {
    reached.push((await host.invoke(reference, {})).payload);
  }
  expect(reached).toEqual([arn, `${arn}:live`, arn, `${arn}:live`, `${arn}:1`, arn]);
});

test('processes that are killed under load fail their own request at most', async () => {
  const { host } = hostOf([functionOf(countSelf)], { processesPerFunction: 2 });
  const { payload } = await host.invoke('Shop-Greeter', {});
  const requests = Array.from({ length: 200 }, () => host.invoke('Shop-Greeter', {}));
  process.kill(Object(payload).pid, 'SIGKILL');
  const failed = (await Promise.all(requests)).filter(({ error }) => error);
  expect(failed.length).toBeLessThanOrEqual(1);
  expect(isAlive(Object(payload).pid)).toBe(false);
});
