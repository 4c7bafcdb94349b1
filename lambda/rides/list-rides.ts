import * as z from 'zod/mini';
import { handle } from '../http/handle.ts';
import { answerPage } from '../http/lists.ts';
import { allow, defineOperation } from '../http/operation.ts';
import { Cursor, fields, Instant, limit, page, UserId } from '../schemas/common.ts';
import { Ride, RideStatus } from '../schemas/rides.ts';
import { RidePosition, readRidesOf } from '../table/ride-history.ts';

export const listRides = defineOperation({
  name: 'ListRides',
  route: 'GET /users/{userId}/rides',
  summary: "List a user's rides",
  description:
    'Newest first. `from` is inclusive, `to` exclusive; `from` at or after `to` is an empty list. A user without a profile has rides or none.',
  auth: 'owner',
  path: z.object({ userId: UserId }),
  query: z.strictObject({
    from: z.optional(Instant),
    to: z.optional(Instant),
    status: z.optional(RideStatus),
    fields: fields(Ride.shape),
    limit: limit(100, 25),
    cursor: Cursor,
  }),
  responses: { 200: { description: 'A page of rides', body: page(Ride) } },
  problems: ['invalid-cursor'],
  table: [
    allow('Query', { index: 'ridesByRider', keys: 'RIDER#*' }),
    allow('Query', { index: 'ridesByRiderAndStatus', keys: 'RIDER#*' }),
    allow('GetItem', { keys: 'SECRET#CURSOR' }),
    allow('PutItem', { keys: 'SECRET#CURSOR' }),
  ],
});

export const handler = handle(listRides, (request) =>
  answerPage(listRides.name, request, Ride, RidePosition, (from) =>
    readRidesOf(request.path.userId, request.query, from),
  ),
);
