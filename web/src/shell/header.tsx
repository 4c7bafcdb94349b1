import { useState } from 'preact/hooks';
import { type Language, languages } from '../language/language.ts';
import { Choice } from '../parts/field.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { useApp } from './app.ts';
import { Link } from './navigation.tsx';
import { paths } from './routes.ts';
import { keptTheme, themes, wearTheme } from './theme.ts';

/** Each language by its own name: who needs it reads no other. */
const languageNames = { en: 'English', ko: '한국어' } as const satisfies Record<Language, string>;

interface HeaderProps {
  readonly path: string;
  readonly onLanguage: (language: Language) => void;
}

/** The brand, the ways to the pages, and the settings. */
export function Header({ path, onLanguage }: HeaderProps) {
  const { words, person } = useApp();
  const ways: readonly (readonly [path: string, icon: IconName, text: string])[] = [
    [paths.home, 'pin', words.shell.ride],
    [paths.rides, 'list', words.shell.rides],
    [paths.profile, 'person', words.shell.profile],
    ...(person?.isOperator ? [[paths.fleet, 'herd', words.shell.fleet] as const] : []),
  ];
  const isHere = (way: string) => (way === paths.home ? path === way : path.startsWith(way));
  return (
    <header class="top">
      <Link to={paths.home} class="brand">
        <Icon name="unicorn" />
        <span>{words.brand}</span>
      </Link>
      {person !== undefined && (
        <nav class="ways" aria-label={words.shell.menu}>
          {ways.map(([to, icon, text]) => (
            <Link key={to} to={to} class="way" current={isHere(to)}>
              <Icon name={icon} />
              <span>{text}</span>
            </Link>
          ))}
        </nav>
      )}
      <Settings onLanguage={onLanguage} />
    </header>
  );
}

function Settings({ onLanguage }: Pick<HeaderProps, 'onLanguage'>) {
  const { words, language, person, session } = useApp();
  const [theme, setTheme] = useState(keptTheme);
  return (
    <details class="settings">
      <summary aria-label={`${words.shell.language}, ${words.shell.theme}`}>
        <span lang={language}>{language === 'ko' ? '가' : 'A'}</span>
        <Icon name="moon" />
      </summary>
      <div class="settings-body">
        {person?.email !== undefined && <p class="small settings-who">{person.email}</p>}
        <Choice
          label={words.shell.language}
          value={language}
          options={languages.map((each) => [each, languageNames[each]] as const)}
          onValue={onLanguage}
        />
        <Choice
          label={words.shell.theme}
          value={theme}
          options={themes.map((each) => [each, words.shell.themes[each]] as const)}
          onValue={(chosen) => {
            wearTheme(chosen);
            setTheme(chosen);
          }}
        />
        {person !== undefined && (
          <button type="button" class="button" onClick={() => session.signOut()}>
            {words.shell.signOut}
          </button>
        )}
      </div>
    </details>
  );
}
