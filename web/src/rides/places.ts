import type { Location } from '../api/client.ts';
import { isLocation } from './intention.ts';

/** Where someone is and wants to go. */
export interface Places {
  readonly pickup?: Location | undefined;
  readonly destination?: Location | undefined;
}

const kept = 'places';

/** Keeps the places over a reload, and over signing in, of this tab. */
export function keepPlaces(store: Storage, places: Places): void {
  store.setItem(kept, JSON.stringify(places));
}

export function keptPlaces(store: Storage): Places {
  try {
    const content: unknown = JSON.parse(store.getItem(kept) ?? 'null');
    if (typeof content !== 'object' || content === null) return {};
    return {
      ...('pickup' in content && isLocation(content.pickup) && { pickup: content.pickup }),
      ...('destination' in content && isLocation(content.destination) && { destination: content.destination }),
    };
  } catch {
    // Not what this page wrote.
    return {};
  }
}
