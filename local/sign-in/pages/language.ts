export const languages = ['en', 'ko'] as const;
export type Language = (typeof languages)[number];

/**
 * The language of a page: what its address says (`lang=ko`), else what the sign-in request asked for, else the first one
 * that the browser likes of those there are, else English.
 *
 * @param query the page's own
 * @param acceptLanguage the browser's header
 * @param asked what the client sent to the authorize endpoint: `lang` or `ui_locales`
 */
export function languageOf(query: URLSearchParams, acceptLanguage: string, asked?: unknown): Language {
  const liked = acceptLanguage
    .split(',')
    .map((each) => {
      const [tag = '', quality = 'q=1'] = each.trim().split(/\s*;\s*/);
      return { tag, quality: Number(quality.replace('q=', '')) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((one, other) => other.quality - one.quality)
    .map(({ tag }) => tag);
  const wanted = [query.get('lang') ?? '', ...(typeof asked === 'string' ? asked.split(' ') : []), ...liked];
  for (const tag of wanted) {
    const found = languages.find((language) => tag.toLowerCase().split('-')[0] === language);
    if (found) return found;
  }
  return 'en';
}
