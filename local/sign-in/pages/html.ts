/** Text that is HTML already. Any other text that goes into HTML is escaped. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

type Content = Html | string | readonly Html[];

const escapes: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A piece of HTML: what is filled in is text, and never becomes markup, unless it is `Html` itself. */
export function html(pieces: TemplateStringsArray, ...contents: readonly Content[]): Html {
  const filled = contents.map((content, number) => `${textOf(content)}${pieces[number + 1] ?? ''}`);
  return new Html(`${pieces[0] ?? ''}${filled.join('')}`);
}

function textOf(content: Content): string {
  if (content instanceof Html) return content.text;
  if (typeof content !== 'string') return content.map(({ text }) => text).join('');
  return content.replaceAll(/[&<>"']/g, (character) => escapes[character] ?? '');
}
