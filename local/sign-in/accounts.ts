import { randomInt } from 'node:crypto';
import type { Mail, Mailbox } from '../mailbox.ts';
import { hashPassword, isPasswordOf } from './passwords.ts';
import { type Person, peopleAtHand, subjectOf } from './people.ts';
import type { UserPool } from './user-pools.ts';
import type { MailedCode, User, Users } from './users.ts';

/** How sign-in went: in, with the right password but no confirmed address yet, or not. */
export type SignInOutcome = { readonly sub: string } | 'unconfirmed' | 'wrong';

/** How sign-up went: a code is on its way, or no code is needed, or the name is another's. */
export type SignUpOutcome = 'mailed' | { readonly sub: string } | 'taken';

const minute = 60_000;
/** Cognito's codes: a day for an address, an hour for a password. */
const confirmationLife = 24 * 60 * minute;
const recoveryLife = 60 * minute;
const tries = 5;

/**
 * The accounts of one user pool: signing up, confirming by a mailed code, signing in, and a new password for who forgot
 * it. Nothing that it answers tells whether an e-mail address has an account.
 */
export class Accounts {
  readonly #pool: UserPool;
  readonly #users: Users;
  readonly #mailbox: Mailbox;

  constructor(pool: UserPool, users: Users, mailbox: Mailbox) {
    this.#pool = pool;
    this.#users = users;
    this.#mailbox = mailbox;
  }

  /** The person of a subject, whether of an account or at hand; undefined when it is nobody's. */
  person(sub: string): Person | undefined {
    const atHand = peopleAtHand(this.#pool.groups).find((each) => each.sub === sub);
    const user = this.#users.withSubject(this.#pool.id, sub);
    if (!user?.isConfirmed) return atHand;
    const { username, email, emailVerified } = user;
    return { sub, username, email, emailVerified, groups: atHand?.groups ?? [] };
  }

  async signIn(name: string, password: string): Promise<SignInOutcome> {
    const user = this.#named(name);
    if (!(await isPasswordOf(user?.password, password)) || !user) return 'wrong';
    return user.isConfirmed ? { sub: user.sub } : 'unconfirmed';
  }

  /** @param email where the code goes; the name itself where people sign in with their address */
  async signUp(name: string, email: string, password: string): Promise<SignUpOutcome> {
    const hash = await hashPassword(password);
    const there = this.#named(name);
    if (there?.isConfirmed) return this.#signUpAgain(there);
    const byEmail = this.#pool.signInName === 'email';
    const sub = subjectOf(this.#key(name));
    const user: User = {
      sub,
      username: byEmail ? sub : name,
      email: this.#pool.caseSensitive ? email : email.toLowerCase(),
      emailVerified: false,
      password: hash,
      isConfirmed: !this.#pool.verifiesEmail,
    };
    if (user.isConfirmed) {
      await this.#put(name, user);
      return { sub };
    }
    await this.#mailConfirmation(name, user);
    return 'mailed';
  }

  /** Mails another code to who has not confirmed the address yet; to anyone else nothing. */
  async resend(name: string): Promise<void> {
    const user = this.#named(name);
    if (user && !user.isConfirmed) await this.#mailConfirmation(name, user);
  }

  /** @returns who it is, or undefined when the code is wrong, expired, used, or tried too often */
  async confirm(name: string, digits: string): Promise<{ readonly sub: string } | undefined> {
    return this.#redeem(name, 'confirmation', digits, { isConfirmed: true, emailVerified: true });
  }

  /** Mails a code that gives a new password, where there is an account; and tells nobody. */
  async forgot(name: string): Promise<void> {
    const user = this.#named(name);
    if (!user?.isConfirmed || !this.#pool.recoversByEmail) return;
    const recovery = newCode(recoveryLife);
    await this.#put(name, { ...user, recovery });
    await this.#mail(user, recovery);
  }

  /** Takes a new password for a mailed code. @returns as `confirm` */
  async reset(name: string, digits: string, password: string): Promise<{ readonly sub: string } | undefined> {
    const hash = await hashPassword(password);
    return this.#redeem(name, 'recovery', digits, { password: hash, emailVerified: true });
  }

  /** What would have been mailed to who signs in with a name, newest first. */
  mailsTo(name: string): Mail[] {
    const address = this.#named(name)?.email ?? (this.#pool.signInName === 'email' ? this.#key(name) : undefined);
    return address === undefined ? [] : this.#mailbox.list(address);
  }

  async #signUpAgain(user: User): Promise<SignUpOutcome> {
    if (this.#pool.signInName === 'username' || !this.#pool.verifiesEmail) return 'taken';
    await this.#mailbox.add({
      to: user.email,
      subject: 'You have an account already',
      body: 'Someone wanted to sign up with this address. If it was you: sign in, or ask for a new password.',
    });
    return 'mailed';
  }

  async #mailConfirmation(name: string, user: User): Promise<void> {
    const confirmation = newCode(confirmationLife);
    await this.#put(name, { ...user, confirmation });
    await this.#mail(user, confirmation);
  }

  /** Changes an account for a code, which goes. Between looking and taking nothing waits, so that it is taken once. */
  async #redeem(
    name: string,
    kind: 'confirmation' | 'recovery',
    digits: string,
    change: Partial<User>,
  ): Promise<{ readonly sub: string } | undefined> {
    const user = this.#named(name);
    const code = user?.[kind];
    if (!user || !code || code.expiresAt <= Date.now() || code.triesLeft === 0) return undefined;
    if (code.digits !== digits) {
      await this.#put(name, { ...user, [kind]: { ...code, triesLeft: code.triesLeft - 1 } });
      return undefined;
    }
    const { [kind]: _, ...rest } = user;
    await this.#put(name, { ...rest, ...change });
    return { sub: user.sub };
  }

  #mail({ email, username }: User, { digits }: MailedCode): Promise<void> {
    const { subject, body } = this.#pool.codeMail;
    const fill = (text: string) => text.replaceAll('{####}', digits).replaceAll('{username}', username);
    return this.#mailbox.add({ to: email, subject: fill(subject), body: fill(body) });
  }

  #named(name: string): User | undefined {
    return this.#users.named(this.#pool.id, this.#key(name));
  }

  #put(name: string, user: User): Promise<void> {
    return this.#users.put(this.#pool.id, this.#key(name), user);
  }

  #key(name: string): string {
    return this.#pool.caseSensitive ? name : name.toLowerCase();
  }
}

function newCode(life: number): MailedCode {
  const digits = String(randomInt(1_000_000)).padStart(6, '0');
  return { digits, expiresAt: Date.now() + life, triesLeft: tries };
}
