import type { Mail } from '../../mailbox.ts';
import { html } from './html.ts';
import type { Language } from './language.ts';
import { layout, type Page } from './layout.ts';
import { texts } from './texts.ts';

/** What would have been mailed to someone, newest first: a run sends no e-mail. */
export function mailPage(language: Language, mails: readonly Mail[]): Page {
  const t = texts[language];
  const shown = mails.map(
    ({ to, subject, body, sentAt }) =>
      html`<section><h2>${subject}</h2><p class="hint">${to}, <time>${sentAt}</time></p><p>${body}</p></section>`,
  );
  const body = shown.length === 0 ? html`<section><p>${t.noMail}</p></section>` : html`${shown}`;
  return layout({ language, title: t.mailbox, body });
}
