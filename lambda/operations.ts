import { createImport } from './fleet/create-import.ts';
import { getImport } from './fleet/get-import.ts';
import { listFleet } from './fleet/list-fleet.ts';
import { getDocs } from './meta/get-docs.ts';
import { getOpenApi } from './meta/get-open-api.ts';
import { sayHello } from './meta/say-hello.ts';
import { cancelRide } from './rides/cancel-ride.ts';
import { completeRide } from './rides/complete-ride.ts';
import { getQuote } from './rides/get-quote.ts';
import { getRide } from './rides/get-ride.ts';
import { listRides } from './rides/list-rides.ts';
import { requestRide } from './rides/request-ride.ts';
import { requestWorkshopRide } from './rides/request-workshop-ride.ts';
import { deleteUnicorn } from './unicorns/delete-unicorn.ts';
import { findUnicorns } from './unicorns/find-unicorns.ts';
import { getUnicorn } from './unicorns/get-unicorn.ts';
import { putUnicorn } from './unicorns/put-unicorn.ts';
import { createUser } from './users/create-user.ts';
import { deleteUser } from './users/delete-user.ts';
import { getUser } from './users/get-user.ts';
import { listUsers } from './users/list-users.ts';
import { putUser } from './users/put-user.ts';

/**
 * Every HTTP operation. Routes, authorizers, functions, roles and the OpenAPI document come from this list: an endpoint
 * is one file and one line here.
 */
export const operations = [
  sayHello,
  getOpenApi,
  getDocs,
  createUser,
  listUsers,
  getUser,
  putUser,
  deleteUser,
  listRides,
  findUnicorns,
  getUnicorn,
  putUnicorn,
  deleteUnicorn,
  listFleet,
  createImport,
  getImport,
  getQuote,
  requestRide,
  getRide,
  cancelRide,
  completeRide,
  requestWorkshopRide,
] as const;
