import type { Words } from '../language/language.ts';

/** There is nothing to work with: the page's settings did not come. */
export function Broken({ words }: { readonly words: Words }) {
  return (
    <main class="page face">
      <h1>{words.lost.broken}</h1>
      <p>{words.lost.brokenText}</p>
      <button type="button" class="button button-main" onClick={() => location.reload()}>
        {words.shell.retry}
      </button>
    </main>
  );
}
