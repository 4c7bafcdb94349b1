import { useCallback, useState } from 'preact/hooks';
import type { Failure } from '../api/failure.ts';
import { useAction, useLoad } from './load.ts';

/** One page of a list of the API. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly nextCursor?: string;
}

/** A list that grows page by page. */
export interface Pages<Item> {
  readonly items: readonly Item[] | undefined;
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
  readonly hasMore: boolean;
  readonly more: () => void;
  readonly reload: () => void;
}

/**
 * Fetches a list's first page, and further ones when asked.
 *
 * @param key what is listed: another key begins anew
 */
export function usePages<Item>(
  key: string | undefined,
  fetchPage: (cursor: string | undefined, signal?: AbortSignal) => Promise<Page<Item>>,
): Pages<Item> {
  const [further, setFurther] = useState<{ readonly of: object; readonly page: Page<Item> }>();
  const first = useLoad(key, (signal) => fetchPage(undefined, signal));
  // What came after another first page is of another list.
  const isSame = further !== undefined && further.of === first.value;
  const shown = isSame ? further.page : first.value;

  const next = useAction(async ({ of, page }: { of: object; page: Page<Item> }) => {
    const { items, ...rest } = await fetchPage(page.nextCursor);
    setFurther({ of, page: { ...rest, items: [...page.items, ...items] } });
  });
  const { value } = first;
  const { reload } = first;
  const more = () => {
    if (value !== undefined && shown !== undefined) next.run({ of: value, page: shown });
  };
  return {
    items: shown?.items,
    failure: first.failure ?? next.failure,
    isLoading: first.isLoading || next.isBusy,
    hasMore: shown?.nextCursor !== undefined,
    more,
    reload: useCallback(() => {
      next.clear();
      reload();
    }, [next.clear, reload]),
  };
}
