import { dataOf, type Location, type NearbyUnicorn } from '../api/client.ts';
import { Face, Failed, Loading } from '../parts/faces.tsx';
import { UnicornLine } from '../parts/unicorn-line.tsx';
import { latLng } from '../places/coordinates.ts';
import { useApp } from '../shell/app.ts';
import { type Load, useLoad } from '../shell/load.ts';

/** How many the map shows, and how many of them the list. */
const onMap = 20;
const inList = 5;

/** The unicorns that are free around a place, nearest first. */
export function useNearest(pickup: Location | undefined): Load<readonly NearbyUnicorn[]> {
  const { api } = useApp();
  const near = pickup === undefined ? [] : latLng(pickup);
  return useLoad(near.join() || undefined, async (signal) => {
    const { items } = await dataOf(api.GET('/unicorns', { params: { query: { near, limit: onMap } }, signal }));
    return items;
  });
}

export function Nearest({ nearest }: { readonly nearest: Load<readonly NearbyUnicorn[]> }) {
  const { words, format } = useApp();
  const { value, failure, isLoading, reload } = nearest;
  return (
    <section aria-labelledby="nearest" aria-busy={isLoading}>
      <h2 id="nearest">{words.home.nearest}</h2>
      {failure !== undefined && <Failed failure={failure} retry={reload} />}
      {value === undefined && isLoading && <Loading />}
      {value?.length === 0 && (
        <Face icon="moon" title={words.home.none} text={words.home.noneAdvice}>
          <button type="button" class="button" onClick={reload}>
            {words.home.again}
          </button>
        </Face>
      )}
      {value !== undefined && value.length > 0 && (
        <ul class="list">
          {value.slice(0, inList).map((unicorn) => (
            <li key={unicorn.unicornId}>
              <UnicornLine unicorn={unicorn}>
                {words.home.away(format.distance(unicorn.distance), format.duration(unicorn.eta))}
              </UnicornLine>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
