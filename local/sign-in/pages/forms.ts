import { longestPassword, type PasswordFault } from '../passwords.ts';
import { peopleAtHand } from '../people.ts';
import type { UserPool } from '../user-pools.ts';
import { type Html, html } from './html.ts';
import { type Language, languages } from './language.ts';
import { layout, type Page } from './layout.ts';
import { texts } from './texts.ts';

/** The pages of a sign-in, by the last part of their path. */
export const steps = ['sign-in', 'sign-up', 'confirm', 'forgot', 'reset'] as const;
export type Step = (typeof steps)[number];

/** What a page shows beside its fields. */
export interface FormState {
  readonly pool: UserPool;
  readonly language: Language;
  /** The path that the steps are beneath. */
  readonly base: string;
  /** The name that people sign in with, as far as it is known. */
  readonly name: string;
  readonly email: string;
  /** What went wrong, or what to do. */
  readonly problem?: Html | string;
  readonly formTargets: readonly string[];
}

/** One page of a sign-in. */
export function formPage(step: Step, state: FormState): Page {
  const { language, formTargets } = state;
  const t = texts[language];
  const other = languages.find((each) => each !== language) ?? language;
  const title = { 'sign-in': t.signIn, 'sign-up': t.signUp, confirm: t.confirm, forgot: t.forgot, reset: t.reset }[
    step
  ];
  const body = {
    'sign-in': signIn,
    'sign-up': signUp,
    confirm,
    forgot,
    reset,
  }[step](state);
  const otherLanguage = { href: pathOf(state, step, other), language: other, text: t.otherLanguage };
  return layout({ language, title, body, formTargets, otherLanguage });
}

/** A list of what a password fails at. */
export const passwordProblem = (faults: readonly PasswordFault[], language: Language, pool: UserPool): Html =>
  html`${texts[language].badPassword}<ul>${faults.map(
    (fault) => html`<li>${texts[language].passwordFault(fault, pool.passwordPolicy)}</li>`,
  )}</ul>`;

const pathOf = ({ base }: FormState, path: string, language: Language) => `${base}/${path}?lang=${language}`;

function signIn(state: FormState): Html {
  const { pool, language } = state;
  const t = texts[language];
  const atHand = peopleAtHand(pool.groups).map(
    ({ username }) =>
      html`<form method="post" action="${pathOf(state, 'at-hand', language)}"><button name="person" value="${username}">${t.continueAs(username)}</button></form>`,
  );
  return html`${form(state, 'sign-in', t.signIn, [
    nameField(state),
    field(state, 'password', t.password, { type: 'password', autocomplete: 'current-password' }),
  ])}
<p>${pool.selfSignUp ? link(state, 'sign-up', t.noAccount) : ''} ${pool.recoversByEmail ? link(state, 'forgot', t.forgot) : ''}</p>
<section aria-labelledby="at-hand"><h2 id="at-hand">${t.atHand}</h2><p class="hint">${t.atHandHint}</p>${atHand}</section>`;
}

function signUp(state: FormState): Html {
  const t = texts[state.language];
  return html`${form(state, 'sign-up', t.signUp, [
    nameField(state),
    ...(state.pool.signInName === 'email' ? [] : [emailField(state)]),
    field(state, 'password', t.password, { type: 'password', autocomplete: 'new-password' }),
  ])}
<p>${link(state, 'sign-in', t.haveAccount)} ${state.pool.verifiesEmail ? link(state, 'confirm', t.haveCode) : ''}</p>`;
}

function confirm(state: FormState): Html {
  const { language } = state;
  const t = texts[language];
  const again =
    state.name === ''
      ? ''
      : html`<form method="post" action="${pathOf(state, 'resend', language)}"><input type="hidden" name="name" value="${state.name}"><button class="second">${t.sendAgain}</button></form>`;
  return html`${form(state, 'confirm', t.confirm, [...codeFields(state)])}
${again}
<p>${link(state, 'sign-in', t.haveAccount)}</p>`;
}

function forgot(state: FormState): Html {
  const t = texts[state.language];
  return html`${form(state, 'forgot', t.sendCode, [nameField(state)])}
<p>${link(state, 'reset', t.haveCode)} ${link(state, 'sign-in', t.signIn)}</p>`;
}

function reset(state: FormState): Html {
  const t = texts[state.language];
  return html`${form(state, 'reset', t.save, [
    ...codeFields(state),
    field(state, 'password', t.newPassword, { type: 'password', autocomplete: 'new-password' }),
  ])}
<p>${link(state, 'forgot', t.sendAgain)} ${link(state, 'sign-in', t.signIn)}</p>`;
}

function form(state: FormState, path: Step, button: string, fields: readonly Html[]): Html {
  const { problem, language } = state;
  const said = problem === undefined ? '' : html`<div class="wrong" role="alert" id="problem">${problem}</div>`;
  return html`<form method="post" action="${pathOf(state, path, language)}">${said}${fields}<button>${button}</button></form>`;
}

/** Whose code it is: known from the page before, or asked for; then the code, and where to find it. */
function codeFields(state: FormState): Html[] {
  const t = texts[state.language];
  const whose =
    state.name === ''
      ? nameField(state)
      : html`<p>${t.codeSent(state.name)}</p><input type="hidden" name="name" value="${state.name}">`;
  const code = field(state, 'code', t.code, { inputmode: 'numeric', autocomplete: 'one-time-code', maxlength: '6' });
  const mail = `${state.base}/mail?${new URLSearchParams({ lang: state.language, name: state.name })}`;
  const link = state.name === '' ? '' : html`<a href="${mail}" target="_blank">${t.mailbox}</a>`;
  return [whose, code, html`<p class="hint">${t.mailboxHint} ${link}</p>`];
}

function nameField(state: FormState): Html {
  const t = texts[state.language];
  return state.pool.signInName === 'email'
    ? field(state, 'name', t.email, { type: 'email', autocomplete: 'username', maxlength: '254', value: state.name })
    : field(state, 'name', t.username, { autocomplete: 'username', maxlength: '128', value: state.name });
}

const emailField = (state: FormState) =>
  field(state, 'email', texts[state.language].email, {
    type: 'email',
    autocomplete: 'email',
    maxlength: '254',
    value: state.email,
  });

function field(state: FormState, name: string, label: string, attributes: Readonly<Record<string, string>>): Html {
  const all = {
    maxlength: String(longestPassword),
    ...attributes,
    ...(state.problem !== undefined && { 'aria-describedby': 'problem' }),
  };
  const written = Object.entries(all).map(([attribute, value]) => html` ${attribute}="${value}"`);
  return html`<label for="${name}">${label}</label><input id="${name}" name="${name}" required${written}>`;
}

const link = (state: FormState, step: Step, text: string) =>
  html`<a href="${pathOf(state, step, state.language)}">${text}</a>`;
