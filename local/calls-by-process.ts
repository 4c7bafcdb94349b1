import type { CallReport } from './endpoint/dispatch.ts';

/** A request that makes more calls than these has the rest told at once: an import makes a million. */
const mostCalls = 1_000;

/**
 * The AWS calls of each function's process since its last request ended. A process has one request at a time, so these
 * are the calls of that request.
 */
export class CallsByProcess {
  readonly #calls = new Map<string, CallReport[]>();
  readonly #onOther: (call: CallReport) => void;

  /** @param onOther is told of calls that belong to no request */
  constructor(onOther: (call: CallReport) => void) {
    this.#onOther = onOther;
  }

  /** A process starts, with these credentials. */
  expect(accessKeyId: string): void {
    this.#calls.set(accessKeyId, []);
  }

  /** A process has ended. */
  forget(accessKeyId: string): void {
    for (const call of this.take(accessKeyId)) this.#onOther(call);
    this.#calls.delete(accessKeyId);
  }

  add(call: CallReport): void {
    const calls = call.accessKeyId === undefined ? undefined : this.#calls.get(call.accessKeyId);
    if (calls && calls.length < mostCalls) calls.push(call);
    else this.#onOther(call);
  }

  /** The calls of a request that has ended. */
  take(accessKeyId: string | undefined): CallReport[] {
    const calls = accessKeyId === undefined ? undefined : this.#calls.get(accessKeyId);
    return calls?.splice(0) ?? [];
  }
}
