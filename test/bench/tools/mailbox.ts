import { setTimeout as pause } from 'node:timers/promises';

/** Milliseconds in which all messages have come, unless something is wrong. */
const patience = 120_000;

interface Mail {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly sentAt: string;
}

/** The mailbox of a run, as far as it holds mails about rides. */
export class RideMails {
  readonly #url: string;

  constructor({ awsEndpoint }: { readonly awsEndpoint: string }) {
    this.#url = `${awsEndpoint}/_local/mailbox`;
  }

  /** Throws away what came so far. */
  async empty(): Promise<void> {
    await fetch(this.#url, { method: 'DELETE' });
  }

  /**
   * Waits until so many messages have come, each counted once.
   *
   * @returns milliseconds from each ride's step, as the function that took it says, just before it writes, to the
   * message that tells of it
   */
  async lags(count: number): Promise<number[]> {
    const deadline = Date.now() + patience;
    for (;;) {
      const response = await fetch(this.#url);
      const { items }: { items: Mail[] } = JSON.parse(await response.text());
      // Newest first: of one that came twice, the first time is what counts.
      const first = new Map(items.map((mail) => [mail.attributes.id, mail]));
      if (first.size >= count) return Array.from(first.values(), lagOf);
      if (Date.now() > deadline) throw new Error(`Of ${count} messages, ${first.size} came.`);
      await pause(100);
    }
  }
}

function lagOf({ body, sentAt }: Mail): number {
  const { at }: { at: string } = JSON.parse(body);
  return Date.parse(sentAt) - Date.parse(at);
}
