import { useCallback, useMemo, useState } from 'preact/hooks';
import type { Location, NearbyUnicorn } from '../api/client.ts';
import { LiveMap } from '../map/live-map.tsx';
import type { Mark } from '../map/marks.ts';
import { coatClass } from '../parts/coat.ts';
import { latLng } from '../places/coordinates.ts';
import { PlaceButtons } from '../places/place-buttons.tsx';
import { PlaceField } from '../places/place-field.tsx';
import { Booking } from '../rides/booking.tsx';
import { Nearest, useNearest } from '../rides/nearest.tsx';
import { keepPlaces, keptPlaces } from '../rides/places.ts';
import { useProfile } from '../rides/profile.ts';
import { ProfileHint } from '../rides/profile-hint.tsx';
import { useApp } from '../shell/app.ts';

/** Where riders are, who is near, what it costs, and the button. */
export function Home() {
  const { words } = useApp();
  const [places, setPlaces] = useState(() => keptPlaces(sessionStorage));
  const [target, setTarget] = useState<'pickup' | 'destination'>('pickup');
  const { pickup, destination } = places;
  const nearest = useNearest(pickup);
  const profile = useProfile();

  const set = useCallback((place: 'pickup' | 'destination', location: Location | undefined) => {
    setPlaces((last) => {
      const next = { ...last, [place]: location };
      keepPlaces(sessionStorage, next);
      return next;
    });
    if (location !== undefined) setTarget('destination');
  }, []);

  const marks = useMemo(
    () => marksOf(pickup, destination, nearest.value ?? [], words.map),
    [pickup, destination, nearest.value, words],
  );

  return (
    <div class="with-map">
      <div class="map-side">
        <LiveMap
          marks={marks}
          fit={fitOf(pickup, destination, nearest.value)}
          onPick={(location) => set(target, location)}
        />
        <p class="map-hint">{target === 'pickup' ? words.place.tapFrom : words.place.tapTo}</p>
      </div>
      <div class="panel">
        <h1 tabIndex={-1} class="unseen-narrow">
          {words.home.title}
        </h1>
        <div class="card">
          <PlaceField
            label={words.place.from}
            value={pickup}
            onValue={(location) => set('pickup', location)}
            onFocus={() => setTarget('pickup')}
          />
          <PlaceButtons home={profile.value?.user?.home} onValue={(location) => set('pickup', location)} />
          <PlaceField
            label={words.place.to}
            value={destination}
            onValue={(location) => set('destination', location)}
            onFocus={() => setTarget('destination')}
          />
        </div>
        {pickup === undefined && <p class="lead">{words.home.start}</p>}
        <Booking pickup={pickup} destination={destination} first={nearest.value?.[0]} onMissed={nearest.reload} />
        {pickup !== undefined && <Nearest nearest={nearest} />}
        <ProfileHint profile={profile} />
      </div>
    </div>
  );
}

function marksOf(
  pickup: Location | undefined,
  destination: Location | undefined,
  unicorns: readonly NearbyUnicorn[],
  words: { readonly pickup: string; readonly destination: string },
): readonly Mark[] {
  return [
    ...unicorns.map(
      ({ unicornId, location, name, color }): Mark => ({
        id: unicornId,
        kind: 'unicorn',
        location,
        label: name,
        coat: coatClass(color),
      }),
    ),
    ...(pickup === undefined
      ? []
      : [{ id: ' pickup', kind: 'pickup', location: pickup, label: words.pickup } as const]),
    ...(destination === undefined
      ? []
      : [{ id: ' destination', kind: 'destination', location: destination, label: words.destination } as const]),
  ];
}

/** The map moves when the places change or the unicorns come, and stays where it is when they come again. */
function fitOf(
  pickup: Location | undefined,
  destination: Location | undefined,
  unicorns: readonly NearbyUnicorn[] | undefined,
): string {
  const places = [pickup, destination].map((place) => (place === undefined ? '' : latLng(place).join()));
  return [...places, unicorns === undefined ? 'loading' : ''].join(' ');
}
