import type { Part } from './storage.ts';

/** An e-mail that would have been sent. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly body: string;
  /** Of a mail that a topic's subscriber gets. */
  readonly topicArn?: string;
  /** The message's attributes: each value as text. */
  readonly attributes: Readonly<Record<string, string>>;
  /** RFC 3339 in UTC, with milliseconds. */
  readonly sentAt: string;
}

/** Older mails go when there are more. */
export const mailboxSize = 10_000;

/**
 * What would have been mailed, instead of sending it. On AWS an e-mail address gets nothing until its owner followed the
 * link in a first mail; here every address counts as confirmed, as nobody else gets its mails.
 */
export class Mailbox {
  readonly #part: Part<Mail>;
  /** The mails by their keys, oldest first. */
  readonly #mails = new Map<string, Mail>();
  #last = 0;

  private constructor(part: Part<Mail>) {
    this.#part = part;
  }

  /** Opens the mailbox with the mails of earlier runs. */
  static async open(part: Part<Mail>): Promise<Mailbox> {
    const mailbox = new Mailbox(part);
    for await (const [key, mail] of part.iterator()) {
      mailbox.#mails.set(key, mail);
      mailbox.#last = Number(key);
    }
    return mailbox;
  }

  /** @returns when the mail is kept for sure */
  async add(mail: Omit<Mail, 'attributes' | 'sentAt'> & Partial<Pick<Mail, 'attributes'>>): Promise<void> {
    this.#last += 1;
    const key = String(this.#last).padStart(15, '0');
    const kept = { ...mail, attributes: mail.attributes ?? {}, sentAt: new Date().toISOString() };
    this.#mails.set(key, kept);
    const [oldest] = this.#mails.keys();
    const tooMany = this.#mails.size > mailboxSize && oldest !== undefined ? [oldest] : [];
    for (const old of tooMany) this.#mails.delete(old);
    await this.#part.batch([
      { type: 'put', key, value: kept },
      ...tooMany.map((old) => ({ type: 'del' as const, key: old })),
    ]);
  }

  /** The mails, newest first. @param to only those to this address */
  list(to?: string): Mail[] {
    return [...this.#mails.values()].reverse().filter((mail) => to === undefined || mail.to === to);
  }

  /** Throws all mails away. */
  async empty(): Promise<void> {
    const keys = [...this.#mails.keys()];
    this.#mails.clear();
    await this.#part.batch(keys.map((key) => ({ type: 'del', key })));
  }
}
