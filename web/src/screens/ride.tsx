import { useEffect, useMemo, useState } from 'preact/hooks';
import { dataOf, type Ride } from '../api/client.ts';
import { LiveMap } from '../map/live-map.tsx';
import type { Mark } from '../map/marks.ts';
import { Confirm } from '../parts/dialog.tsx';
import { Face, Failed, Loading } from '../parts/faces.tsx';
import { RideFacts } from '../rides/ride-facts.tsx';
import { useApp } from '../shell/app.ts';
import { useAction, useLoad } from '../shell/load.ts';
import { Link } from '../shell/navigation.tsx';
import { paths } from '../shell/routes.ts';

/** Milliseconds between two looks at a ride that goes on, while someone looks at the page. */
const interval = 5_000;

/** One ride: its unicorn, when it comes, and the way out of it. */
export function RideScreen({ rideId }: { readonly rideId: string }) {
  const { api, words, say, person } = useApp();
  const [isAsking, setAsking] = useState(false);
  const ride = useLoad(rideId, (signal) =>
    dataOf(api.GET('/rides/{rideId}', { params: { path: { rideId } }, signal })),
  );
  const { value, failure, isLoading, reload } = ride;
  const isBooked = value?.status === 'booked';

  useEffect(() => {
    if (!isBooked || isLoading) return undefined;
    // One look after the other, however slow the network is.
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), interval);
    return () => clearInterval(timer);
  }, [isBooked, isLoading, reload]);

  const end = useAction(async (step: 'cancel' | 'complete') => {
    const path = { rideId };
    try {
      if (step === 'cancel') await dataOf(api.POST('/rides/{rideId}/cancel', { params: { path } }));
      else await dataOf(api.POST('/rides/{rideId}/complete', { params: { path } }));
      say(step === 'cancel' ? words.ride.cancelled : words.ride.completed);
    } finally {
      reload();
    }
  });

  const marks = useMemo(() => (value === undefined ? [] : marksOf(value, words.map)), [value, words]);

  if (failure?.kind === 'not-found') {
    return (
      <div class="page">
        <h1 tabIndex={-1}>{words.ride.plain}</h1>
        <Face icon="moon" title={words.failures['not-found'][0]} text={words.ride.missing}>
          <Link to={paths.rides} class="button">
            {words.shell.rides}
          </Link>
        </Face>
      </div>
    );
  }
  return (
    <div class="with-map">
      <div class="map-side">
        <LiveMap marks={marks} fit={value === undefined ? '' : rideId} />
      </div>
      <div class="panel">
        <h1 tabIndex={-1}>
          <bdi>{isBooked ? words.ride.title(value.unicorn.name) : words.ride.plain}</bdi>
        </h1>
        {failure !== undefined && <Failed failure={failure} retry={reload} />}
        {value === undefined && failure === undefined && <Loading />}
        {value !== undefined && <RideFacts ride={value} wanted={wantedOf(history.state)} />}
        {end.failure !== undefined && <Failed failure={end.failure} />}
        {isBooked && (
          <div class="row">
            {person?.isOperator && (
              <button type="button" class="button" aria-disabled={end.isBusy} onClick={() => end.run('complete')}>
                {words.ride.complete}
              </button>
            )}
            <button
              type="button"
              class="button button-danger"
              aria-disabled={end.isBusy}
              onClick={() => setAsking(!end.isBusy)}
            >
              {words.ride.cancel}
            </button>
          </div>
        )}
        {value !== undefined && !isBooked && (
          <Link to={paths.home} class="button button-main">
            {words.ride.anew}
          </Link>
        )}
        {isAsking && (
          <Confirm
            title={words.ride.cancelAsk}
            text={words.ride.cancelText}
            yes={words.ride.cancel}
            no={words.ride.keep}
            onNo={() => setAsking(false)}
            onYes={() => {
              setAsking(false);
              end.run('cancel');
            }}
          />
        )}
      </div>
    </div>
  );
}

function marksOf(
  { pickupLocation, destination }: Ride,
  words: { readonly pickup: string; readonly destination: string },
): readonly Mark[] {
  const pickup = { id: 'pickup', kind: 'pickup', location: pickupLocation, label: words.pickup } as const;
  if (destination === undefined) return [pickup];
  return [pickup, { id: 'destination', kind: 'destination', location: destination, label: words.destination }];
}

/** The unicorn that was shown before booking, where another one comes: the page before put it beside the address. */
function wantedOf(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('wanted' in state)) return undefined;
  return typeof state.wanted === 'string' ? state.wanted : undefined;
}
