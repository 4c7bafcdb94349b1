import type { Message } from '../messages/topic.ts';
import type { Ride } from '../schemas/rides.ts';

const subjects = {
  booked: 'is on the way',
  completed: 'has brought its rider',
  cancelled: 'was not needed after all',
  expired: 'waited long enough',
} as const satisfies Record<Ride['status'], string>;

/**
 * What the topic is told of a ride's step. Its `id` is the same however often the step is told: who must not act twice
 * keeps the ids that it has seen.
 */
export function rideMessage({ rideId, riderId, status, unicorn, requestedAt, endedAt, eta, fare }: Ride): Message {
  const id = `${rideId}:${status}`;
  return {
    subject: `Ride ${status}: ${unicorn.name} ${subjects[status]}`,
    body: {
      id,
      event: status,
      rideId,
      riderId,
      unicorn: { unicornId: unicorn.unicornId, name: unicorn.name },
      at: endedAt ?? requestedAt,
      ...(status === 'booked' && { eta }),
      ...(fare && { fare }),
    },
    attributes: { id, event: status, riderId },
  };
}
