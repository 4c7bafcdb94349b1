import type { Part, Storage } from '../storage.ts';

/** A code that was mailed. */
export interface MailedCode {
  readonly digits: string;
  /** When it expires, in milliseconds since 1970. */
  readonly expiresAt: number;
  /** How often it may still be tried. */
  readonly triesLeft: number;
}

/** Who signed up. */
export interface User {
  readonly sub: string;
  readonly username: string;
  readonly email: string;
  readonly emailVerified: boolean;
  /** As `hashPassword` gives it. */
  readonly password: string;
  readonly isConfirmed: boolean;
  /** What confirms the e-mail address. */
  readonly confirmation?: MailedCode;
  /** What gives a new password. */
  readonly recovery?: MailedCode;
}

/**
 * Who signed up at the pools of a run, by pool and by the name that they sign in with. What is written is read at once,
 * so that a code is taken once however many bring it at the same moment; it is kept when the promise is.
 */
export class Users {
  readonly #part: Part<User>;
  readonly #users = new Map<string, User>();
  readonly #names = new Map<string, string>();

  private constructor(part: Part<User>) {
    this.#part = part;
  }

  /** Opens the users of earlier runs. */
  static async open(storage: Storage): Promise<Users> {
    const users = new Users(storage.part<User>('sign-in-users'));
    for await (const [key, user] of users.#part.iterator()) users.#take(key, user);
    return users;
  }

  /** Who signs in with a name. */
  named(poolId: string, name: string): User | undefined {
    return this.#users.get(keyOf(poolId, name));
  }

  withSubject(poolId: string, sub: string): User | undefined {
    const key = this.#names.get(keyOf(poolId, sub));
    return key === undefined ? undefined : this.#users.get(key);
  }

  /** @returns when it is kept for sure */
  async put(poolId: string, name: string, user: User): Promise<void> {
    this.#take(keyOf(poolId, name), user);
    await this.#part.put(keyOf(poolId, name), user);
  }

  #take(key: string, user: User): void {
    this.#users.set(key, user);
    this.#names.set(keyOf(key.slice(0, key.indexOf(' ')), user.sub), key);
  }
}

/** No pool's id has a space. */
const keyOf = (poolId: string, name: string) => `${poolId} ${name}`;
