import { useState } from 'preact/hooks';
import { dataOf, type Ride } from '../api/client.ts';
import { Face } from '../parts/faces.tsx';
import { Choice } from '../parts/field.tsx';
import { More } from '../parts/more.tsx';
import { UnicornLine } from '../parts/unicorn-line.tsx';
import { useApp } from '../shell/app.ts';
import { Link } from '../shell/navigation.tsx';
import { usePages } from '../shell/pages.ts';
import { paths } from '../shell/routes.ts';

const pageSize = 10;
const statuses = ['booked', 'completed', 'cancelled', 'expired'] as const satisfies readonly Ride['status'][];

/** Someone's rides, newest first. */
export function Rides() {
  const { api, person, words, format } = useApp();
  const [status, setStatus] = useState<Ride['status'] | 'all'>('all');
  const pages = usePages(`${person?.id} ${status}`, async (cursor, signal) => {
    const query = { limit: pageSize, ...(status !== 'all' && { status }), ...(cursor !== undefined && { cursor }) };
    const params = { path: { userId: person?.id ?? '' }, query };
    return dataOf(api.GET('/users/{userId}/rides', { params, ...(signal !== undefined && { signal }) }));
  });
  const { items } = pages;
  return (
    <div class="page">
      <div class="head">
        <h1 tabIndex={-1}>{words.rides.title}</h1>
        <Choice
          label={words.rides.which}
          value={status}
          options={[['all', words.rides.all], ...statuses.map((each) => [each, words.ride.status[each]] as const)]}
          onValue={setStatus}
        />
      </div>
      {items?.length === 0 && !pages.hasMore && (
        <Face
          icon="list"
          title={status === 'all' ? words.rides.none : words.rides.noneOf}
          text={status === 'all' ? words.rides.noneAdvice : ''}
        >
          <Link to={paths.home} class="button button-main">
            {words.shell.ride}
          </Link>
        </Face>
      )}
      <ul class="list list-cards">
        {items?.map(({ rideId, unicorn, status: itsStatus, requestedAt, fare }) =>
          rideId === undefined || unicorn === undefined || itsStatus === undefined ? null : (
            <li key={rideId}>
              <Link to={paths.ride(rideId)} class="line-link">
                <UnicornLine
                  unicorn={unicorn}
                  note={requestedAt === undefined ? undefined : format.moment(requestedAt)}
                >
                  <span class={`status status-${itsStatus}`}>{words.ride.status[itsStatus]}</span>
                  {fare !== undefined && <span class="small">{format.money(fare.amount)}</span>}
                </UnicornLine>
              </Link>
            </li>
          ),
        )}
      </ul>
      <More pages={pages} text={words.rides.more} />
    </div>
  );
}
