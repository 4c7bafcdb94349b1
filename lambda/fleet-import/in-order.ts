/** An item that is worked on. Items of one key are worked on one after another, in their order. */
interface Keyed {
  readonly key?: string | undefined;
}

/**
 * Works on up to `width` items at once, and gives what comes of them in the order of the items. Takes no more items than
 * that, however many there are: who is slow with the results slows the reading down.
 *
 * When it ends, early too, nothing that was begun is still under way.
 */
export async function* inOrder<Item extends Keyed, Result extends object>(
  items: AsyncIterable<Item>,
  width: number,
  work: (item: Item) => Result | Promise<Result>,
): AsyncGenerator<Result> {
  const begun: (Result | Promise<Result>)[] = [];
  const lastOf = new Map<string, Promise<unknown>>();

  function begin(item: Item): Result | Promise<Result> {
    const { key } = item;
    if (key === undefined) return work(item);
    const result = (lastOf.get(key) ?? Promise.resolve()).then(() => work(item));
    lastOf.set(key, result);
    const forget = () => {
      if (lastOf.get(key) === result) lastOf.delete(key);
    };
    // Also keeps a failure from counting as unhandled while an earlier item is waited for: it is thrown in its turn.
    result.then(forget, forget);
    return result;
  }

  try {
    for await (const item of items) {
      begun.push(begin(item));
      const [first] = begun;
      if (begun.length >= width && first !== undefined) {
        const result = await first;
        begun.shift();
        yield result;
      }
    }
    for (const result of begun) yield await result;
  } finally {
    await Promise.allSettled(begun);
  }
}
