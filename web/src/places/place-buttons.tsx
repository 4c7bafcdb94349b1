import { useState } from 'preact/hooks';
import type { Location } from '../api/client.ts';
import { Icon } from '../parts/icon.tsx';
import { useApp } from '../shell/app.ts';
import { locationOf } from './coordinates.ts';

interface PlaceButtonsProps {
  /** Where the profile says that home is. */
  readonly home: Location | undefined;
  readonly onValue: (location: Location) => void;
}

/** A place by one tap: where the device is, or home. */
export function PlaceButtons({ home, onValue }: PlaceButtonsProps) {
  const { words } = useApp();
  const [state, setState] = useState<'asked' | 'denied'>();
  const locate = () => {
    setState('asked');
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        setState(undefined);
        onValue(locationOf(coords.latitude, coords.longitude));
      },
      () => setState('denied'),
      { timeout: 10_000, maximumAge: 60_000 },
    );
  };
  return (
    <>
      <div class="row">
        <button type="button" class="chip" onClick={locate} disabled={state === 'asked'}>
          <Icon name="target" />
          {state === 'asked' ? words.shell.loading : words.place.mine}
        </button>
        {home !== undefined && (
          <button type="button" class="chip" onClick={() => onValue(home)}>
            <Icon name="home" />
            {words.place.home}
          </button>
        )}
      </div>
      <p class="small" role="status">
        {state === 'denied' ? words.place.denied : ''}
      </p>
    </>
  );
}
