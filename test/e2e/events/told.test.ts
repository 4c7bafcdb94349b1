import { describe, expect, test } from 'vitest';
import { book, fleetOperator, placesOn, stationed } from '../rides/support.ts';
import { person } from '../support/people.ts';
import { eventually } from '../support/problems.ts';
import { contentOf, mailboxUrl, mailsAbout } from './mailbox.ts';

const place = placesOn(-44);

async function booked() {
  const chief = await fleetOperator();
  const [rider, location] = [await person(), await place()];
  await stationed(chief, [location], { name: 'Bucephalus' });
  const destination = { latitude: location.latitude + 0.1, longitude: location.longitude };
  return { chief, rider, ride: await book(rider, location, destination) };
}

/** Waits for so many mails about a ride: there must be no more. */
async function mails(rideId: string, count: number) {
  return eventually(async () => {
    const found = await mailsAbout(rideId);
    expect(found).toHaveLength(count);
    return found;
  });
}

describe.skipIf(mailboxUrl === undefined)('riders are told by the topic of rides', () => {
  test.concurrent('of a booking and of its completion, once each, in order, with what subscribers filter by', async () => {
    const { chief, rider, ride } = await booked();
    const [told] = await mails(ride.rideId, 1);
    expect(told).toMatchObject({
      subject: 'Ride booked: Bucephalus is on the way',
      attributes: { id: `${ride.rideId}:booked`, event: 'booked', riderId: rider.userId },
    });
    expect(contentOf(told)).toEqual({
      id: `${ride.rideId}:booked`,
      event: 'booked',
      rideId: ride.rideId,
      riderId: rider.userId,
      unicorn: { unicornId: ride.unicorn.unicornId, name: 'Bucephalus' },
      at: ride.requestedAt,
      eta: ride.eta,
      fare: ride.fare,
    });

    for (let times = 0; times < 2; times += 1) await chief.post(`/rides/${ride.rideId}/complete`);
    const [, end] = await mails(ride.rideId, 2);
    expect(end).toMatchObject({ attributes: { id: `${ride.rideId}:completed`, event: 'completed' } });
    expect(contentOf(end)).toMatchObject({ event: 'completed', rideId: ride.rideId, fare: ride.fare });
  });

  test.concurrent('of a cancelled ride', async () => {
    const { rider, ride } = await booked();
    const { endedAt } = (await rider.post(`/rides/${ride.rideId}/cancel`)).json<{ endedAt: string }>();
    const [, end] = await mails(ride.rideId, 2);
    expect(contentOf(end)).toMatchObject({ event: 'cancelled', at: endedAt });
  });
});
