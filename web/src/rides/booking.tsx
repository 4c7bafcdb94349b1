import { useState } from 'preact/hooks';
import type { Location, NearbyUnicorn } from '../api/client.ts';
import { Failed } from '../parts/faces.tsx';
import { useApp } from '../shell/app.ts';
import { useAction } from '../shell/load.ts';
import { Link, navigate } from '../shell/navigation.tsx';
import { paths } from '../shell/routes.ts';
import { book } from './book.ts';
import { type Intention, intend, openIntention, settle } from './intention.ts';
import { Quote } from './quote.tsx';

interface BookingProps {
  readonly pickup: Location | undefined;
  readonly destination: Location | undefined;
  /** The nearest unicorn: the one that a booking is for, unless it is taken meanwhile. */
  readonly first: NearbyUnicorn | undefined;
  /** Nothing was booked: what is shown may be old. */
  readonly onMissed: () => void;
}

/** The quote and the button; or, where an answer was lost, the question whether the last booking went through. */
export function Booking({ pickup, destination, first, onMissed }: BookingProps) {
  const { api, person, words } = useApp();
  const userId = person?.id ?? '';
  const [open, setOpen] = useState(() => openIntention(sessionStorage, userId));

  const booking = useAction(async ({ intention, wasSent }: { intention: Intention; wasSent: boolean }) => {
    try {
      const ride = await book(api, sessionStorage, intention, wasSent);
      const wanted = ride.unicorn.unicornId === intention.shown?.id ? undefined : intention.shown?.name;
      navigate(paths.ride(ride.rideId), { state: { wanted } });
    } catch (error) {
      setOpen(openIntention(sessionStorage, userId));
      onMissed();
      throw error;
    }
  });

  const start = (from: Location) => {
    const shown = first === undefined ? undefined : { id: first.unicornId, name: first.name };
    const intention = intend(sessionStorage, {
      userId,
      pickupLocation: from,
      ...(destination !== undefined && { destination }),
      ...(shown !== undefined && { shown }),
    });
    booking.run({ intention, wasSent: false });
  };

  const drop = () => {
    settle(sessionStorage);
    setOpen(undefined);
    booking.clear();
  };

  if (open !== undefined) {
    return (
      <section class="card card-open" aria-labelledby="open">
        <h2 id="open">{words.home.open}</h2>
        <p>{words.home.openText}</p>
        {booking.failure !== undefined && <Failed failure={booking.failure} />}
        <button
          type="button"
          class="button button-main"
          aria-disabled={booking.isBusy}
          onClick={() => booking.run({ intention: open, wasSent: true })}
        >
          {booking.isBusy ? words.home.booking : words.home.openAsk}
        </button>
        <div class="row">
          <Link to={paths.rides} class="button">
            {words.home.openSeen}
          </Link>
          <button type="button" class="button" onClick={drop}>
            {words.home.openDrop}
          </button>
        </div>
      </section>
    );
  }
  if (pickup === undefined || (first === undefined && !booking.isBusy && booking.failure === undefined)) return null;
  return (
    <section class="card card-book" aria-label={words.home.quote}>
      {destination === undefined ? <p class="small">{words.home.noFare}</p> : <Quote from={pickup} to={destination} />}
      {booking.failure !== undefined && <Failed failure={booking.failure} />}
      {first !== undefined && (
        <button type="button" class="button button-main" aria-disabled={booking.isBusy} onClick={() => start(pickup)}>
          {booking.isBusy ? words.home.booking : words.home.book(first.name)}
        </button>
      )}
    </section>
  );
}
