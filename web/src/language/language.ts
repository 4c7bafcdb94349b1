import type { en } from './en.ts';

/** All that the page says, in one language. */
export type Words = typeof en;

export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

const kept = 'language';

/** What the visitor chose; else the first of the browser's languages that the page speaks; else English. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(kept), ...navigator.languages];
  for (const tag of wanted) {
    const found = languages.find((language) => tag?.toLowerCase().split('-')[0] === language);
    if (found !== undefined) return found;
  }
  return 'en';
}

export function keepLanguage(language: Language): void {
  localStorage.setItem(kept, language);
}

/** The words of a language, fetched when they are first needed. */
export async function loadWords(language: Language): Promise<Words> {
  if (language === 'ko') return (await import('./ko.ts')).ko;
  return (await import('./en.ts')).en;
}
