import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const project = resolve(import.meta.dirname, '../../..');

/** A file of the project, as text. */
export const read = (file: string): string => readFileSync(resolve(project, file), 'utf8');

/** The blocks of a language in a Markdown file, in order. */
export function blocksOf(file: string, language: string): string[] {
  return Array.from(read(file).matchAll(new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, 'gs')), ([, code = '']) => code);
}

/** A request that a `curl` line makes. */
export interface CurlRequest {
  readonly url: string;
  readonly init: RequestInit;
}

/**
 * The requests of a shell script's `curl` lines. They are read, not run, because a machine with only Node has no curl: the
 * options `-H`, `-d` and `-i` mean here what they mean there.
 *
 * @param values what the script's variables hold
 * @throws Error at an option or a variable that is not known
 */
export function curlRequests(script: string, values: Readonly<Record<string, string>>): CurlRequest[] {
  const lines = script.split('\n').filter((line) => line.startsWith('curl '));
  return lines.map((line) => {
    const words = shellWords(line, values).slice(1);
    const headers = new Headers();
    const data: string[] = [];
    let url = '';
    for (let word = words.shift(); word !== undefined; word = words.shift()) {
      if (word === '-i') continue;
      if (word === '-d') data.push(words.shift() ?? '');
      else if (word === '-H') {
        const [name = '', value = ''] = (words.shift() ?? '').split(/: (.*)/);
        headers.append(name, value);
      } else if (word.startsWith('-')) throw new Error(`Not known here: ${word}`);
      else url = word;
    }
    if (data.length === 0) return { url, init: { headers } };
    // As curl has it: what is not said to be something else is a form.
    if (!headers.has('content-type')) headers.set('content-type', 'application/x-www-form-urlencoded');
    return { url, init: { method: 'POST', headers, body: data.join('&'), redirect: 'manual' } };
  });
}

/** The words of a command: bare, in single quotes, or in double quotes where `$NAME` is replaced. */
function shellWords(line: string, values: Readonly<Record<string, string>>): string[] {
  const filled = (text: string) =>
    text.replaceAll(/\$(\w+)/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new Error(`Nothing is known of $${name}.`);
      return value;
    });
  return Array.from(line.matchAll(/'([^']*)'|"([^"]*)"|([^\s'"]+)/g), ([, single, double, bare]) =>
    single !== undefined ? single : filled(double ?? bare ?? ''),
  );
}
