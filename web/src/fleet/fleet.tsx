import { useMemo } from 'preact/hooks';
import { dataOf, type Unicorn } from '../api/client.ts';
import { LiveMap } from '../map/live-map.tsx';
import type { Mark } from '../map/marks.ts';
import { coatClass } from '../parts/coat.ts';
import { Face } from '../parts/faces.tsx';
import { More } from '../parts/more.tsx';
import { UnicornLine } from '../parts/unicorn-line.tsx';
import { placeName } from '../places/place-name.ts';
import { useApp } from '../shell/app.ts';
import { Link } from '../shell/navigation.tsx';
import { usePages } from '../shell/pages.ts';
import { paths } from '../shell/routes.ts';

const pageSize = 50;

/** The whole fleet, page by page, as a list and on the map. */
export function Fleet() {
  const { api, words, format, language } = useApp();
  const pages = usePages('fleet', async (cursor, signal) => {
    const query = { limit: pageSize, ...(cursor !== undefined && { cursor }) };
    const page = await dataOf(api.GET('/fleet', { params: { query }, ...(signal !== undefined && { signal }) }));
    return { ...page, items: page.items.filter(isWhole) };
  });
  const { items } = pages;
  const marks = useMemo(() => (items ?? []).map(markOf), [items]);
  return (
    <>
      <div class="head">
        <h1 tabIndex={-1}>{words.fleet.title}</h1>
        <Link to={paths.putUnicorn} class="button button-main">
          {words.fleet.add}
        </Link>
      </div>
      {items?.length === 0 && !pages.hasMore && (
        <Face icon="herd" title={words.fleet.none} text={words.fleet.noneAdvice} />
      )}
      {marks.length > 0 && (
        <div class="map-side map-inset">
          <LiveMap marks={marks} fit={String(marks.length)} />
        </div>
      )}
      {items !== undefined && items.length > 0 && (
        <p class="small" role="status">
          {words.fleet.shown(format.number(items.length))}
        </p>
      )}
      <ul class="list list-cards">
        {items?.map((unicorn) => (
          <li key={unicorn.unicornId}>
            <Link to={paths.unicorn(unicorn.unicornId)} class="line-link">
              <UnicornLine unicorn={unicorn} note={placeName(unicorn.location, words, format, language)}>
                <span class={`status status-${unicorn.status}`}>{words.unicorn.status[unicorn.status]}</span>
                <span class="small">{unicorn.unicornId}</span>
              </UnicornLine>
            </Link>
          </li>
        ))}
      </ul>
      <More pages={pages} text={words.fleet.more} />
    </>
  );
}

/** Without `fields` each has all its members; the document of the API cannot say so. */
function isWhole(unicorn: Partial<Unicorn>): unicorn is Unicorn {
  const { unicornId, name, color, gender, location, status } = unicorn;
  return [unicornId, name, color, gender, location, status].every((member) => member !== undefined);
}

function markOf({ unicornId, name, color, location }: Unicorn): Mark {
  return {
    id: unicornId,
    kind: 'unicorn',
    location,
    label: name,
    coat: coatClass(color),
    path: paths.unicorn(unicornId),
  };
}
