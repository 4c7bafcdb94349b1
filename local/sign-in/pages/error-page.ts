import { html } from './html.ts';
import type { Language } from './language.ts';
import { layout, type Page } from './layout.ts';
import { texts } from './texts.ts';

/** What OAuth calls it, and what is wrong for who wrote the client. */
export interface PageError {
  readonly error: string;
  readonly error_description?: string | undefined;
}

/** Says that a request cannot go on and cannot go back to where it came from either, such as one with another redirect. */
export function errorPage(
  language: Language,
  { error, error_description: description }: PageError,
  status = 400,
): Page {
  const t = texts[language];
  const body = html`<section><p>${t.startAgain}</p><p class="hint"><code>${error}</code> ${description ?? ''}</p></section>`;
  return layout({ language, title: t.failed, body }, status);
}

/** Says that there is no sign-in that this page could be of. */
export const expiredPage = (language: Language): Page =>
  errorPage(language, { error: 'expired', error_description: texts[language].expired });
