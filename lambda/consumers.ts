import { expireRides } from './events/expire-rides.ts';
import { notifyRiders } from './events/notify-riders.ts';

/** Every function that no route calls. Their bundles, roles and log groups come from this list. */
export const consumers = [notifyRiders, expireRides] as const;
