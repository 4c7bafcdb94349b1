import { type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import type { Tokens } from '../api/client.ts';
import type { Config } from '../config.ts';
import { type Person, personOf } from './person.ts';

/** A token that ends within so many seconds is renewed before it is used. */
const margin = 30;

/**
 * Who is signed in, by OpenID Connect: code flow with PKCE, renewed by the refresh token.
 *
 * Tokens are in this tab's session storage: they outlive a reload, end with the tab, and no other tab or later visitor finds
 * them. Nothing is renewed in the background: a token is renewed when it is needed, also after a laptop slept.
 */
export class Session implements Tokens {
  readonly #manager: UserManager;
  readonly #config: Config;
  readonly #channel = new BroadcastChannel('session');
  readonly #listeners = new Set<() => void>();
  #user: User | null = null;
  #renewal: Promise<string | undefined> | undefined;
  #return: Promise<string> | undefined;

  /** The session of this tab, with whoever is signed in. */
  static async open(config: Config): Promise<Session> {
    const session = new Session(config);
    session.#user = await session.#manager.getUser();
    return session;
  }

  private constructor(config: Config) {
    this.#config = config;
    this.#manager = new UserManager({
      authority: config.issuer,
      client_id: config.clientId,
      redirect_uri: `${location.origin}/callback`,
      scope: 'openid email profile',
      userStore: new WebStorageStateStore({ store: sessionStorage }),
      // The code verifier, until sign-in returns: to this tab.
      stateStore: new WebStorageStateStore({ store: sessionStorage }),
      automaticSilentRenew: false,
      revokeTokenTypes: ['refresh_token'],
    });
    // Each tab signed in by itself, and so has a refresh token that no other tab knows.
    this.#channel.addEventListener('message', () => this.#revoke().then(() => this.#forget()));
  }

  /** Who is signed in. */
  get person(): Person | undefined {
    return this.#user === null ? undefined : personOf(this.#user.profile);
  }

  /** Calls back whenever someone signs in or out. Gives what stops that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The ID token, of which the API reads the e-mail too: an access token has none. */
  async token(): Promise<string | undefined> {
    if (this.#user === null) return undefined;
    const left = this.#user.profile.exp - Date.now() / 1000;
    return left > margin ? this.#user.id_token : ((await this.renew()) ?? this.#user?.id_token);
  }

  /** One renewal at a time, whoever asks: a refresh token may be good for one use only. */
  renew(): Promise<string | undefined> {
    this.#renewal ??= this.#renew().finally(() => {
      this.#renewal = undefined;
    });
    return this.#renewal;
  }

  async #renew(): Promise<string | undefined> {
    // Without a refresh token the library would try a hidden frame.
    if (this.#user?.refresh_token === undefined) return undefined;
    try {
      this.#user = await this.#manager.signinSilent();
      return this.#user?.id_token;
    } catch (error) {
      // The API then refuses the old token, and the page asks to sign in again; offline, it says so.
      console.info('The token was not renewed.', error);
      return undefined;
    }
  }

  /**
   * Leaves the page to sign in, and comes back to where it was.
   *
   * @param returnTo a path of the page
   */
  async signIn(returnTo: string, language: string): Promise<void> {
    await this.#manager.signinRedirect({
      state: returnTo,
      ui_locales: language,
      extraQueryParams: { lang: language },
    });
  }

  /**
   * Takes what sign-in brought back.
   *
   * @returns the path of the page to go on at
   * @throws Error where sign-in was called off, was not begun in this tab, or cannot be reached
   */
  finishSignIn(): Promise<string> {
    // What it brought is good for one use: whoever asks again gets the same answer.
    this.#return ??= this.#finishSignIn();
    return this.#return;
  }

  async #finishSignIn(): Promise<string> {
    const user = await this.#manager.signinCallback();
    this.#user = user ?? null;
    this.#tell();
    return typeof user?.state === 'string' ? user.state : '/';
  }

  /** Revokes every tab's tokens, forgets them there, and ends the session where people sign in. */
  async signOut(): Promise<void> {
    this.#channel.postMessage('signed-out');
    await this.#revoke();
    this.#forget();
    if (this.#config.signOutUrl === undefined) return;
    const url = new URL(this.#config.signOutUrl);
    url.searchParams.set('client_id', this.#config.clientId);
    url.searchParams.set('logout_uri', `${location.origin}/`);
    location.assign(url);
  }

  async #revoke(): Promise<void> {
    await this.#manager.revokeTokens().catch((error: unknown) => {
      // Signing out goes on: the session ends where people sign in too, and here nothing is kept.
      console.info('The tokens were not revoked.', error);
    });
  }

  #forget(): void {
    this.#user = null;
    void this.#manager.removeUser();
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
