import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import type { Config } from '../config.ts';
import { formatOf } from '../language/format.ts';
import { keepLanguage, type Language, loadWords, type Words } from '../language/language.ts';
import type { Session } from '../session/session.ts';
import { type App, AppContext } from './app.ts';
import { Banners } from './banners.tsx';
import { Header } from './header.tsx';
import { usePath } from './navigation.tsx';
import { Screen } from './screen.tsx';

interface PageProps {
  readonly config: Config;
  readonly session: Session;
  readonly api: Api;
  readonly language: Language;
  readonly words: Words;
}

/** The whole page: its head, what is said to everyone, and the screen of the address. */
export function Page({ config, session, api, ...first }: PageProps) {
  const [speech, setSpeech] = useState({ language: first.language, words: first.words });
  const [person, setPerson] = useState(session.person);
  const [said, setSaid] = useState({ text: '', count: 0 });
  const path = usePath();

  useEffect(() => session.onChange(() => setPerson(session.person)), [session]);
  const speak = useCallback((language: Language) => {
    loadWords(language).then(
      (words) => {
        keepLanguage(language);
        setSpeech({ language, words });
      },
      (error: unknown) => console.info(`The words of ${language} were not fetched.`, error),
    );
  }, []);
  const say = useCallback((text: string) => setSaid(({ count }) => ({ text, count: count + 1 })), []);

  const { language, words } = speech;
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  // A new page is read from its heading, as after a click on a plain link.
  useEffect(() => {
    const heading = document.querySelector('h1');
    heading?.focus({ preventScroll: true });
    scrollTo(0, 0);
  }, [path]);
  useEffect(() => {
    const heading = document.querySelector('h1')?.textContent;
    document.title = heading === null || heading === undefined ? words.brand : `${heading} · ${words.brand}`;
  });

  const app = useMemo<App>(
    () => ({ config, session, api, person, language, words, format: formatOf(language), say }),
    [config, session, api, person, language, words, say],
  );
  return (
    <AppContext.Provider value={app}>
      <a class="skip" href="#content">
        {words.shell.skip}
      </a>
      <Header path={path} onLanguage={speak} />
      <main id="content" tabIndex={-1}>
        <Screen key={`${person?.id}`} path={path} />
      </main>
      <Banners said={said} />
    </AppContext.Provider>
  );
}
