import { useState } from 'preact/hooks';
import { type Api, dataOf, type Ride } from '../api/client.ts';
import { Face, Failed } from '../parts/faces.tsx';
import { More } from '../parts/more.tsx';
import { UnicornLine } from '../parts/unicorn-line.tsx';
import { useApp } from '../shell/app.ts';
import { useAction } from '../shell/load.ts';
import { Link } from '../shell/navigation.tsx';
import { type Page, usePages } from '../shell/pages.ts';
import { paths } from '../shell/routes.ts';

/** The API lists unicorns, not rides: so many are looked at for those on a ride before someone is asked whether to go on. */
const lookedAtOnce = 1_000;
const pageSize = 100;

/** The rides that go on, found by the unicorns that are on one, to be completed. */
export function OpenRides() {
  const { api, words, format, say } = useApp();
  const [ended, setEnded] = useState<readonly string[]>([]);
  const pages = usePages('open', (cursor, signal) => ridesFrom(api, cursor, signal));
  const rides = pages.items?.flatMap(({ ride }) => (ride === undefined || ended.includes(ride.rideId) ? [] : [ride]));

  const complete = useAction(async ({ rideId }: Open) => {
    await dataOf(api.POST('/rides/{rideId}/complete', { params: { path: { rideId } } }));
    say(words.ride.completed);
    setEnded((last) => [...last, rideId]);
  });
  return (
    <>
      <h1 tabIndex={-1}>{words.openRides.title}</h1>
      {complete.failure !== undefined && <Failed failure={complete.failure} retry={pages.reload} />}
      {rides?.length === 0 && !pages.isLoading && <Face icon="moon" title={words.openRides.none} text="" />}
      <ul class="list list-cards">
        {rides?.map((open) => (
          <li key={open.rideId}>
            <UnicornLine unicorn={open.unicorn}>
              <span class="row">
                <Link to={paths.ride(open.rideId)} class="button">
                  {words.openRides.see}
                </Link>
                <button
                  type="button"
                  class="button button-main"
                  aria-disabled={complete.isBusy}
                  onClick={() => complete.run(open)}
                >
                  {words.openRides.complete}
                </button>
              </span>
            </UnicornLine>
          </li>
        ))}
      </ul>
      {pages.items !== undefined && <p class="small">{words.openRides.looked(format.number(pages.items.length))}</p>}
      <More pages={pages} text={words.openRides.further} />
    </>
  );
}

interface Open {
  readonly rideId: string;
  readonly unicorn: Pick<Ride['unicorn'], 'name' | 'color' | 'gender'>;
}

/** A unicorn that was looked at, with its ride where it is on one. */
interface Looked {
  readonly ride: Open | undefined;
}

async function ridesFrom(api: Api, cursor: string | undefined, signal: AbortSignal | undefined): Promise<Page<Looked>> {
  const found: Looked[] = [];
  let next = cursor;
  do {
    const query = { limit: pageSize, ...(next !== undefined && { cursor: next }) };
    const page = await dataOf(api.GET('/fleet', { params: { query }, ...(signal !== undefined && { signal }) }));
    for (const { rideId, name, color, gender } of page.items) {
      const isOpen = rideId !== undefined && name !== undefined && color !== undefined && gender !== undefined;
      found.push({ ride: isOpen ? { rideId, unicorn: { name, color, gender } } : undefined });
    }
    next = page.nextCursor;
  } while (next !== undefined && found.length < lookedAtOnce);
  return { items: found, ...(next !== undefined && { nextCursor: next }) };
}
