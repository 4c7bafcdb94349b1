import { expireRides } from './events/expire-rides.ts';
import { importFleet } from './events/import-fleet.ts';
import { notifyRiders } from './events/notify-riders.ts';

/** Every function that no route calls. Their bundles, roles and log groups come from this list. */
export const consumers = [notifyRiders, importFleet, expireRides] as const;
