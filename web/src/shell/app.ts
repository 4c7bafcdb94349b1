import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Api } from '../api/client.ts';
import type { Config } from '../config.ts';
import type { Format } from '../language/format.ts';
import type { Language, Words } from '../language/language.ts';
import type { Person } from '../session/person.ts';
import type { Session } from '../session/session.ts';

/** What every screen may need. */
export interface App {
  readonly config: Config;
  readonly session: Session;
  readonly api: Api;
  /** Who is signed in. */
  readonly person: Person | undefined;
  readonly language: Language;
  readonly words: Words;
  readonly format: Format;
  /** Says something to everyone: in a corner to those who see, aloud to those who listen. */
  readonly say: (text: string) => void;
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (app === undefined) throw new Error('This part of the page is outside of it.');
  return app;
}
