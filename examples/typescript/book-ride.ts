import createClient from 'openapi-fetch';
import type { paths } from '../../web/src/api/schema.ts';

const { API_URL: baseUrl = 'http://127.0.0.1:3000', TOKEN: token } = process.env;
const api = createClient<paths>({
  baseUrl,
  headers: { authorization: `Bearer ${token}` },
  // Lists stand in one parameter: near=47.6,-122.31
  querySerializer: { array: { style: 'form', explode: false } },
});

const nearby = await api.GET('/unicorns', { params: { query: { near: [47.6, -122.31] } } });
console.log(nearby.data?.items.map(({ name, distance }) => `${name}, ${distance} m away`));

const { data: ride, error } = await api.POST('/rides', {
  // One key for what somebody wants: asking again with it, after a lost answer, never books twice.
  params: { header: { 'Idempotency-Key': crypto.randomUUID() } },
  body: { pickupLocation: { latitude: 47.6, longitude: -122.31 } },
});
console.log(ride ? `${ride.unicorn.name} comes in ${ride.eta} s: ${ride.rideId}` : error);
