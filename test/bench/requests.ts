import type { operations } from '../../lambda/operations.ts';
import type { ApiRequest } from './tools/load.ts';

export type OperationName = (typeof operations)[number]['name'];

const seattle = { latitude: 47.6, longitude: -122.31 };
const user = { name: 'Alice', email: 'alice@example.com', phone: '+15550100', home: seattle };
const unicorn = { name: 'Shadowfax', color: 'white', gender: 'male', location: seattle, status: 'available' };
const madeByNobody = '00000000-0000-4000-8000-000000000000';

/** A valid request to each operation, for an operator. */
export const exampleRequests: Readonly<Record<OperationName, ApiRequest>> = {
  SayHello: { path: '/hello' },
  GetOpenApi: { path: '/openapi.json' },
  GetDocs: { path: '/docs' },
  CreateUser: { method: 'POST', path: '/users', body: user },
  ListUsers: { path: '/users' },
  GetUser: { path: '/users/alice' },
  PutUser: { method: 'PUT', path: '/users/alice', body: { ...user, email: 'alice.b@example.com' } },
  DeleteUser: { method: 'DELETE', path: '/users/alice' },
  ListRides: { path: '/users/alice/rides' },
  FindUnicorns: { path: `/unicorns?near=${seattle.latitude},${seattle.longitude}` },
  GetUnicorn: { path: '/unicorns/shadowfax' },
  PutUnicorn: { method: 'PUT', path: '/unicorns/shadowfax', body: unicorn },
  DeleteUnicorn: { method: 'DELETE', path: '/unicorns/nobody' },
  ListFleet: { path: '/fleet' },
  CreateImport: { method: 'POST', path: '/fleet/imports', body: { format: 'ndjson', size: 1_000 } },
  GetImport: { path: `/fleet/imports/${madeByNobody}` },
  GetQuote: { path: '/quotes?from=47.6,-122.31&to=47.62,-122.35' },
  RequestRide: { method: 'POST', path: '/rides', body: { pickupLocation: seattle } },
  GetRide: { path: `/rides/${madeByNobody}` },
  CancelRide: { method: 'POST', path: `/rides/${madeByNobody}/cancel` },
  CompleteRide: { method: 'POST', path: `/rides/${madeByNobody}/complete` },
  RequestWorkshopRide: {
    method: 'POST',
    path: '/ride',
    body: { PickupLocation: { Latitude: seattle.latitude, Longitude: seattle.longitude } },
  },
};
