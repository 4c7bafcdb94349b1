import type { Pages } from '../shell/pages.ts';
import { Failed, Loading } from './faces.tsx';

interface MoreProps<Item> {
  readonly pages: Pages<Item>;
  /** What the button says. */
  readonly text: string;
}

/** The end of a list that grows: what is on its way, what went wrong, or the button for more. */
export function More<Item>({ pages: { items, failure, isLoading, hasMore, more, reload }, text }: MoreProps<Item>) {
  if (failure !== undefined) return <Failed failure={failure} retry={items === undefined ? reload : more} />;
  if (isLoading) return <Loading />;
  if (!hasMore) return null;
  return (
    <button type="button" class="button" onClick={more}>
      {text}
    </button>
  );
}
