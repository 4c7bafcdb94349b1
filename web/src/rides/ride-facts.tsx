import { useEffect, useState } from 'preact/hooks';
import type { Ride } from '../api/client.ts';
import { Facts } from '../parts/field.tsx';
import { UnicornLine } from '../parts/unicorn-line.tsx';
import { placeName } from '../places/place-name.ts';
import { useApp } from '../shell/app.ts';

interface RideFactsProps {
  readonly ride: Ride;
  /** The unicorn that was shown before, where another one came. */
  readonly wanted: string | undefined;
}

/** What there is to know of a ride. */
export function RideFacts({ ride, wanted }: RideFactsProps) {
  const { words, format, language } = useApp();
  const { unicorn, status, pickupLocation, destination, fare, requestedAt, endedAt } = ride;
  const place = (location: typeof pickupLocation) => placeName(location, words, format, language);
  return (
    <>
      {wanted !== undefined && <p class="notice">{words.ride.taken(wanted, unicorn.name)}</p>}
      <div class="card">
        <UnicornLine unicorn={unicorn}>
          <span class={`status status-${status}`}>{words.ride.status[status]}</span>
        </UnicornLine>
        {status === 'booked' && <Arrival ride={ride} />}
        {status === 'expired' && <p>{words.ride.expiredText}</p>}
        <Facts
          facts={[
            [words.ride.pickup, place(pickupLocation)],
            ...(destination === undefined ? [] : [[words.ride.destination, place(destination)] as const]),
            ...(fare === undefined ? [] : [[words.ride.fare, format.money(fare.amount)] as const]),
            [words.ride.requested, format.moment(requestedAt)],
            ...(endedAt === undefined ? [] : [[words.ride.ended, format.moment(endedAt)] as const]),
          ]}
        />
      </div>
    </>
  );
}

/** When the unicorn comes, and how far it has come. */
function Arrival({ ride: { eta, distance, requestedAt } }: { readonly ride: Ride }) {
  const { words, format } = useApp();
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const arrival = new Date(Date.parse(requestedAt) + eta * 1000);
  const left = Math.max(0, Math.ceil((arrival.getTime() - now) / 1000));
  return (
    <div class="arrival">
      <p class="arrival-time">{left > 0 ? format.duration(left) : words.ride.waits}</p>
      {left > 0 && <p>{words.ride.arrives(format.time(arrival))}</p>}
      <progress
        max={Math.max(1, eta)}
        value={Math.max(0, eta - left)}
        aria-label={words.ride.arrives(format.time(arrival))}
      />
      <p class="small">{words.ride.away(format.distance(distance))}</p>
    </div>
  );
}
