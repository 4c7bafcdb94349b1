import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { InvokeRefusal } from '../../../../local/functions/failures.ts';
import type { InvokeOptions, InvokeResult } from '../../../../local/functions/function-host.ts';
import { Storage } from '../../../../local/storage.ts';
import type { Json } from '../../../../local/template/resources.ts';
import { answered, arnOf, failed, mailer, mailerArn, runOf, settingsOf, stopClock, until } from './harness.ts';

/** A machine may have much else to do. */
const patience = { timeout: 10_000 };

const queue = arnOf('sqs', 'failures');
const latest = `${mailerArn}:$LATEST`;

/** A function that keeps what it was called with, and ends as told, in turn; the last way for ever. */
function functionEnding(...ways: (() => InvokeResult)[]) {
  const calls: { reference: string; event: Json; requestId: string | undefined }[] = [];
  const invoke = async (reference: string, event: Json, { requestId }: InvokeOptions) => {
    calls.push({ reference, event, requestId });
    const way = ways[Math.min(calls.length, ways.length) - 1];
    if (!way) throw new Error('no way to end was given');
    return way();
  };
  return { calls, invoke };
}

const throttled = (): never => {
  throw new InvokeRefusal('TooManyRequestsException', 'Rate Exceeded.');
};
const unavailable = (): never => {
  throw new Error('Post/Mailer does not start.', { cause: new Error('There is no code.') });
};

describe('an event', () => {
  test('is done once its function has answered', async () => {
    stopClock();
    const { calls, invoke } = functionEnding(() => answered('sent'));
    const { send, reports } = await runOf({ invoke });
    await send({ to: 'ana' });
    await until(() => reports.length > 0);
    expect(calls).toEqual([{ reference: mailerArn, event: { to: 'ana' }, requestId: expect.any(String) }]);
    expect(reports).toEqual([
      {
        source: 'orders',
        target: 'Post/Mailer',
        what: 'event',
        outcome: 'delivered',
        milliseconds: expect.any(Number),
      },
    ]);
  });

  test('that its function fails at is tried twice more, with the same request id, and is then given up', async () => {
    stopClock();
    const { calls, invoke } = functionEnding(() => failed('no post today'));
    const { send, reports } = await runOf({ invoke });
    await send({ to: 'ana' });
    await until(() => reports.some(({ outcome }) => outcome === 'gave up'));
    expect(calls).toHaveLength(3);
    expect(new Set(calls.map(({ requestId }) => requestId)).size).toBe(1);
    expect(reports.map(({ what, outcome, detail }) => [what, outcome, detail])).toEqual([
      ['event', 'failed', 'no post today'],
      ['event, attempt 2', 'failed', 'no post today'],
      ['event', 'gave up', 'RetriesExhausted at attempt 3, no post today, no destination takes it'],
    ]);
  });

  test.each([0, 1])('is tried again %d times where its config says so', async (retries) => {
    stopClock();
    const { calls, invoke } = functionEnding(() => failed('no post today'));
    const { send, delivered } = await runOf({ invoke, configs: { [latest]: { retries, onFailure: queue } } });
    await send({});
    await until(() => delivered.length > 0);
    expect(calls).toHaveLength(1 + retries);
  });

  test('that is not taken uses up no retry, whether throttled or for want of code', async () => {
    stopClock();
    const failing = () => failed('no post today');
    const { calls, invoke } = functionEnding(throttled, throttled, unavailable, failing, throttled, failing, failing);
    const { send, reports } = await runOf({ invoke });
    await send({});
    await until(() => reports.some(({ outcome }) => outcome === 'gave up'));
    expect(calls).toHaveLength(7);
    expect(reports.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['failed', 'Rate Exceeded.'],
      ['failed', 'no post today'],
      ['failed', 'Rate Exceeded.'],
      ['failed', 'no post today'],
      ['gave up', 'RetriesExhausted at attempt 3, no post today, no destination takes it'],
    ]);
  });

  test('for a function that stays throttled is kept for its whole age, and that is said once', async () => {
    stopClock();
    const started = Date.now();
    const { calls, invoke } = functionEnding(throttled);
    const { send, delivered, reports } = await runOf({
      invoke,
      configs: { [latest]: { maximumAge: 60, onFailure: queue } },
    });
    await send({});
    await until(() => delivered.length > 0);
    expect(calls.length).toBeGreaterThan(10);
    // The next attempt would have come after a minute.
    expect(Date.now() - started).toBeGreaterThan(50_000);
    expect(reports.map(({ outcome, detail }) => [outcome, detail])).toEqual([
      ['failed', 'Rate Exceeded.'],
      ['gave up', 'EventAgeExceeded, Rate Exceeded., goes to failures'],
      ['delivered', undefined],
    ]);
  });

  test('goes by the config of the alias that it is for, and by that alone', async () => {
    stopClock();
    const { calls, invoke } = functionEnding(() => failed('no post today'));
    const { send, reports, delivered } = await runOf({
      invoke,
      functions: [{ ...mailer, published: { live: '1' } }],
      configs: { [latest]: { onFailure: queue }, [`${mailerArn}:live`]: { retries: 0 } },
    });
    await send({}, `${mailerArn}:live`);
    await until(() => reports.some(({ outcome }) => outcome === 'gave up'));
    expect(calls).toMatchObject([{ reference: `${mailerArn}:live` }]);
    expect(delivered).toEqual([]);
  });

  test('that waits goes by the settings that a changed template brings', async () => {
    stopClock();
    const { calls, invoke } = functionEnding(() => failed('no post today'));
    const { send, asynchronous, delivered, reports } = await runOf({ invoke });
    await send({});
    await until(() => reports.length > 0);
    asynchronous.replace(settingsOf({ configs: { [latest]: { retries: 1, onFailure: queue } } }));
    await until(() => delivered.length > 0);
    expect(calls).toHaveLength(2);
  });

  test('whose function is gone from the template is given up', async () => {
    stopClock();
    const { calls, invoke } = functionEnding(() => failed('no post today'));
    const { send, asynchronous, reports } = await runOf({ invoke });
    await send({});
    await until(() => reports.length > 0);
    asynchronous.replace(settingsOf({ functions: [] }));
    await until(() => reports.length > 1);
    expect(reports.at(-1)).toMatchObject({ outcome: 'gave up', detail: `Function not found: ${mailerArn}` });
    expect(calls).toHaveLength(1);
  });

  test('of a slow function does not hold up those of another', async () => {
    const other = { ...mailer, name: 'other', arn: arnOf('lambda', 'function:other') };
    const invoke = (reference: string) =>
      reference === mailerArn ? new Promise<InvokeResult>(() => {}) : Promise.resolve(answered('sent'));
    const { send, reports } = await runOf({ invoke, functions: [mailer, other] });
    await Promise.all(Array.from({ length: 300 }, () => send({})));
    await send({}, other.arn);
    await vi.waitFor(() => expect(reports).toMatchObject([{ outcome: 'delivered' }]), patience);
  });

  test('waits its turn where the function has reserved less than there are events', async () => {
    let underWay = 0;
    const invoke = async () => {
      if (underWay >= 2) throttled();
      underWay += 1;
      await setImmediate();
      underWay -= 1;
      return answered('sent');
    };
    const { send, reports } = await runOf({ invoke, functions: [{ ...mailer, reservedConcurrency: 2 }] });
    const hundred = () => Promise.all(Array.from({ length: 100 }, () => send({})));
    await hundred();
    while (reports.length < 10) await setImmediate();
    await hundred();
    await vi.waitFor(() => expect(reports).toHaveLength(200), patience);
    expect(reports.filter(({ outcome }) => outcome !== 'delivered')).toEqual([]);
  });
});

describe('a run that ends', () => {
  function folder(): string {
    const path = mkdtempSync(join(tmpdir(), 'asynchronous-test-'));
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    return path;
  }

  test('leaves the event under way to the next one, and its end is no failure of the function', async () => {
    const path = folder();
    const under = Promise.withResolvers<InvokeResult>();
    const first = functionEnding(() => answered('never'));
    const before = await runOf({
      storage: await Storage.open(path),
      invoke: (...call) => {
        void first.invoke(...call);
        return under.promise;
      },
      configs: { [latest]: { retries: 0 } },
    });
    await before.send({ to: 'ana' });
    await vi.waitFor(() => expect(first.calls).toHaveLength(1), patience);
    await before.asynchronous.close();
    under.resolve(failed('Runtime exited with error: signal: killed'));
    await before.storage.close();

    const second = functionEnding(() => answered('sent'));
    const after = await runOf({ storage: await Storage.open(path), invoke: second.invoke });
    await vi.waitFor(() => expect(after.reports).toMatchObject([{ outcome: 'delivered' }]), patience);
    expect(second.calls).toEqual(first.calls);
    expect(before.reports).toEqual([]);
  });

  test('begins nothing more', async () => {
    const { calls, invoke } = functionEnding(() => answered('never'));
    const { send, asynchronous } = await runOf({ invoke });
    await send({});
    await asynchronous.close();
    expect(calls).toEqual([]);
  });

  test('begins nothing of what waited its turn', async () => {
    const path = folder();
    const under = Promise.withResolvers<InvokeResult>();
    const invoke = vi.fn(() => under.promise);
    const functions = [{ ...mailer, reservedConcurrency: 1 }];
    const before = await runOf({ storage: await Storage.open(path), invoke, functions });
    await Promise.all([before.send(1), before.send(2)]);
    await vi.waitFor(() => expect(invoke).toHaveBeenCalledTimes(1), patience);
    // It is kept, and has not asked for its turn yet.
    await before.send(3);
    await before.asynchronous.close();
    under.resolve(answered('never'));
    await before.storage.close();
    expect(invoke).toHaveBeenCalledTimes(1);

    const { calls, invoke: answer } = functionEnding(() => answered('sent'));
    const after = await runOf({ storage: await Storage.open(path), invoke: answer, functions });
    await vi.waitFor(() => expect(after.reports).toHaveLength(3), patience);
    expect(new Set(calls.map(({ event }) => event))).toEqual(new Set([1, 2, 3]));
  });

  test('keeps how often the function has failed', async () => {
    stopClock();
    const path = folder();
    const first = functionEnding(() => failed('no post today'));
    const before = await runOf({ storage: await Storage.open(path), invoke: first.invoke });
    await before.send({});
    await until(() => before.reports.length === 1);
    await before.asynchronous.close();
    await before.storage.close();

    const second = functionEnding(() => failed('no post today'));
    const configs = { [latest]: { retries: 1, onFailure: queue } };
    const after = await runOf({ storage: await Storage.open(path), invoke: second.invoke, configs });
    await until(() => after.delivered.length > 0);
    expect(second.calls).toHaveLength(1);
  });
});
