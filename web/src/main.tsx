import './styles/page.css';
import { render } from 'preact';
import { createApi } from './api/client.ts';
import { readConfig } from './config.ts';
import { loadWords, preferredLanguage } from './language/language.ts';
import { Broken } from './screens/broken.tsx';
import { Session } from './session/session.ts';
import { Page } from './shell/page.tsx';
import { keptTheme, wearTheme } from './shell/theme.ts';

wearTheme(keptTheme());
const language = preferredLanguage();
const root = document.querySelector('#page');
if (root === null) throw new Error('index.html has no place for the page.');

const [words, start] = await Promise.all([loadWords(language), begin()]);
root.replaceChildren();
render(start === undefined ? <Broken words={words} /> : <Page {...start} language={language} words={words} />, root);

async function begin() {
  try {
    const config = await readConfig();
    const session = await Session.open(config);
    return { config, session, api: createApi(config.apiUrl, session) };
  } catch (error) {
    console.error(error);
    return undefined;
  }
}
