import type { IncomingMessage, ServerResponse } from 'node:http';
import { errors, type Provider } from 'oidc-provider';
import type { Accounts } from './accounts.ts';
import { endpoints } from './discovery.ts';
import { readForm, UnreadableForm } from './form-body.ts';
import { errorPage, expiredPage } from './pages/error-page.ts';
import { type FormState, formPage, passwordProblem, type Step, steps } from './pages/forms.ts';
import { type Language, languageOf } from './pages/language.ts';
import type { Page } from './pages/layout.ts';
import { mailPage } from './pages/mail-page.ts';
import { texts } from './pages/texts.ts';
import { passwordFaults } from './passwords.ts';
import { peopleAtHand } from './people.ts';
import type { UserPool } from './user-pools.ts';

/** Who signed in, or the page that comes next. */
type Answer = { readonly sub: string } | Page;
type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

export interface InteractionsOptions {
  readonly pool: UserPool;
  readonly issuer: string;
  readonly provider: Provider;
  readonly accounts: Accounts;
}

/**
 * The pages of a sign-in that the authorize endpoint began. A page's path holds the sign-in's unguessable id and only the
 * browser that began it has the cookie, so no other site can fill in its forms; a form sent from elsewhere is refused
 * besides.
 */
export class Interactions {
  readonly #options: InteractionsOptions;

  constructor(options: InteractionsOptions) {
    this.#options = options;
  }

  /**
   * Answers a request for a page, or with a form.
   *
   * @param uid the sign-in's id, from the path
   * @param step what stands behind the id in the path
   */
  async answer(request: IncomingMessage, response: ServerResponse, uid: string, step: string, query: URLSearchParams) {
    const { provider, accounts } = this.#options;
    const accept = request.headers['accept-language'] ?? '';
    const interaction = await this.#find(request, response, uid);
    if (!interaction) return send(response, expiredPage(languageOf(query, accept)));
    const { lang, ui_locales: locales, login_hint: hint } = interaction.params;
    const language = languageOf(query, accept, lang ?? locales);
    const state: FormState = {
      pool: this.#options.pool,
      language,
      base: new URL(`${this.#options.issuer}${endpoints.login}/${uid}`).pathname,
      name: typeof hint === 'string' ? hint : '',
      email: '',
      formTargets: formTargets(interaction.params.redirect_uri),
    };
    if (step === 'mail') return send(response, mailPage(language, accounts.mailsTo(query.get('name') ?? '')));
    const answer = await this.#next(request, step, state);
    if ('html' in answer) return send(response, answer);
    await this.#endOtherSession(request, response, interaction, answer.sub);
    // Signing in anew is what each kind of prompt asks for here.
    const result = { login: { accountId: answer.sub }, select_account: {}, consent: {} };
    await provider.interactionFinished(request, response, result);
  }

  async #find(request: IncomingMessage, response: ServerResponse, uid: string): Promise<Interaction | undefined> {
    try {
      const interaction = await this.#options.provider.interactionDetails(request, response);
      return interaction.uid === uid ? interaction : undefined;
    } catch (error) {
      if (error instanceof errors.SessionNotFound) return undefined;
      throw error;
    }
  }

  async #next(request: IncomingMessage, path: string, state: FormState): Promise<Answer> {
    const step = steps.find((each) => each === path);
    if (step && !this.#has(step)) return missing(state.language);
    if (request.method === 'GET' || request.method === 'HEAD') {
      return step ? formPage(step, state) : missing(state.language);
    }
    const { origin } = request.headers;
    if (origin !== undefined && origin !== new URL(this.#options.issuer).origin) {
      const error = { error: 'forbidden', error_description: texts[state.language].foreignForm };
      return errorPage(state.language, error, 403);
    }
    try {
      const fields = await readForm(request);
      return await this.#take(path, fields, { ...state, ...namesIn(fields) });
    } catch (error) {
      if (!(error instanceof UnreadableForm)) throw error;
      const said = { error: 'invalid_request', error_description: error.message };
      return errorPage(state.language, said, error.status);
    }
  }

  #has(step: Step): boolean {
    const { selfSignUp, recoversByEmail } = this.#options.pool;
    if (step === 'sign-up') return selfSignUp;
    return step === 'forgot' || step === 'reset' ? recoversByEmail : true;
  }

  async #take(path: string, fields: URLSearchParams, state: FormState): Promise<Answer> {
    const { accounts, pool } = this.#options;
    const { name } = state;
    const t = texts[state.language];
    const wrong = (step: Step, problem: NonNullable<FormState['problem']>) => formPage(step, { ...state, problem });
    switch (path) {
      case 'at-hand': {
        const person = peopleAtHand(pool.groups).find(({ username }) => username === fields.get('person'));
        return person ? { sub: person.sub } : missing(state.language);
      }
      case 'sign-in': {
        const outcome = await accounts.signIn(name, fields.get('password') ?? '');
        if (outcome === 'wrong') return wrong('sign-in', t.wrongPassword);
        if (outcome !== 'unconfirmed') return outcome;
        await accounts.resend(name);
        return wrong('confirm', t.notConfirmed);
      }
      case 'sign-up':
        return this.#signUp(fields, state);
      case 'confirm':
        return (await accounts.confirm(name, codeIn(fields))) ?? wrong('confirm', t.wrongCode);
      case 'resend':
        await accounts.resend(name);
        return formPage('confirm', state);
      case 'forgot':
        await accounts.forgot(name);
        return formPage('reset', state);
      case 'reset': {
        const password = fields.get('password') ?? '';
        const faults = passwordFaults(password, pool.passwordPolicy);
        if (faults.length > 0) return wrong('reset', passwordProblem(faults, state.language, pool));
        return (await accounts.reset(name, codeIn(fields), password)) ?? wrong('reset', t.wrongCode);
      }
      default:
        return missing(state.language);
    }
  }

  async #signUp(fields: URLSearchParams, state: FormState): Promise<Answer> {
    const { accounts, pool } = this.#options;
    const t = texts[state.language];
    const wrong = (problem: NonNullable<FormState['problem']>) => formPage('sign-up', { ...state, problem });
    const password = fields.get('password') ?? '';
    const email = pool.signInName === 'email' ? state.name : state.email;
    if (pool.signInName === 'username' && !isUsername(state.name)) return wrong(t.badUsername);
    if (!isEmail(email)) return wrong(t.badEmail);
    const faults = passwordFaults(password, pool.passwordPolicy);
    if (faults.length > 0) return wrong(passwordProblem(faults, state.language, pool));
    const outcome = await accounts.signUp(state.name, email, password);
    if (outcome === 'taken') return wrong(t.taken);
    return outcome === 'mailed' ? formPage('confirm', state) : outcome;
  }

  /** Someone else may be signed in in this browser, and may have signed in since this sign-in began. */
  async #endOtherSession(request: IncomingMessage, response: ServerResponse, interaction: Interaction, sub: string) {
    const { provider } = this.#options;
    const session = await provider.Session.get(provider.createContext(request, response));
    if (session.accountId === undefined || session.accountId === sub) return;
    await session.destroy();
    interaction.session = undefined;
    await interaction.persist();
  }
}

const missing = (language: Language) =>
  errorPage(language, { error: 'not_found', error_description: texts[language].expired }, 404);

const namesIn = (fields: URLSearchParams) => ({
  name: (fields.get('name') ?? '').trim(),
  email: (fields.get('email') ?? '').trim(),
});

const codeIn = (fields: URLSearchParams) => (fields.get('code') ?? '').replaceAll(/\s/g, '');

const isEmail = (text: string) => text.length <= 254 && /^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]+$/u.test(text);

/** Cognito's own rule for user names. */
const isUsername = (text: string) => /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u.test(text);

/** Where the browser goes when sign-in is done: it asks the form's policy about that too. */
function formTargets(redirectUri: unknown): string[] {
  if (typeof redirectUri !== 'string' || !URL.canParse(redirectUri)) return [];
  const { origin, protocol } = new URL(redirectUri);
  return [origin === 'null' ? protocol : origin];
}

function send(response: ServerResponse, { status, headers, html }: Page): void {
  response.writeHead(status, { ...headers, 'content-length': Buffer.byteLength(html) });
  response.end(html);
}
