/** The pictures of the sprite in index.html. */
export type IconName =
  | 'unicorn'
  | 'pin'
  | 'flag'
  | 'target'
  | 'home'
  | 'list'
  | 'person'
  | 'herd'
  | 'close'
  | 'cloud'
  | 'moon';

/** A picture beside words: nothing to be read aloud. */
export function Icon({ name, class: extra = '' }: { readonly name: IconName; readonly class?: string }) {
  return (
    <svg class={`icon ${extra}`} aria-hidden="true" focusable="false">
      <use href={`#${name}`} />
    </svg>
  );
}
