import * as z from 'zod/mini';
import { handle } from '../http/handle.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { refuse } from '../http/problems.ts';
import { count } from '../http/telemetry.ts';
import { bookRide } from '../table/bookings.ts';

/** The contract of the Wild Rydes workshop, whose web client works with it unchanged. */
export const requestWorkshopRide = defineOperation({
  name: 'RequestWorkshopRide',
  route: 'POST /ride',
  summary: 'Request a unicorn as the Wild Rydes workshop does',
  description: 'Books as POST /rides does. The body is read as JSON whatever its content type.',
  auth: 'signed-in',
  contentType: 'any',
  body: z.strictObject({
    PickupLocation: z.strictObject({
      Latitude: z.number().check(z.gte(-90), z.lte(90)),
      Longitude: z.number().check(z.gte(-180), z.lte(180)),
    }),
  }),
  responses: {
    201: {
      description: 'The ride, in the words of the workshop',
      body: z.strictObject({
        RideId: z.string(),
        Unicorn: z.strictObject({ Name: z.string(), Color: z.string(), Gender: z.enum(['Male', 'Female']) }),
        UnicornName: z.string(),
        Eta: z.string(),
        Rider: z.string(),
      }),
    },
  },
  problems: ['no-unicorn-available'],
  table: [
    allow('Query', { index: 'availableUnicorns', keys: 'CELL#*' }),
    allow('UpdateItem', { keys: 'UNICORN#*' }),
    allow('PutItem', { keys: 'RIDE#*' }),
  ],
  throttle: { rate: 50, burst: 100 },
});

export const handler = handle(
  requestWorkshopRide,
  async ({ body: { PickupLocation }, caller }) => {
    const pickupLocation = { latitude: PickupLocation.Latitude, longitude: PickupLocation.Longitude };
    const outcome = await bookRide({ riderId: caller.sub, trip: { pickupLocation } });
    if (typeof outcome === 'string') {
      count('NoUnicornAvailable');
      return refuse('no-unicorn-available', 'No unicorn is available within 50 km of the pickup.');
    }
    count('RideBooked');
    const { rideId, unicorn, eta } = outcome.ride;
    return {
      status: 201,
      body: {
        RideId: rideId,
        Unicorn: {
          Name: unicorn.name,
          Color: unicorn.color,
          Gender: unicorn.gender === 'male' ? ('Male' as const) : ('Female' as const),
        },
        UnicornName: unicorn.name,
        Eta: `${eta} seconds`,
        Rider: caller.username,
      },
    };
  },
  (problem) => ({ ...problem, Error: problem.detail, Reference: problem.requestId }),
);
