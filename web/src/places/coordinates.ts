import type { Location } from '../api/client.ts';
import { type City, cities } from './cities.ts';

/** Decimals of a degree that the page keeps: 0.1 m, and as many as a number has before it is written with an exponent. */
const decimals = 6;
const earthRadius = 6_371_008.8;

/** A place as the API takes it: rounded, and the longitude brought back to this side of the date line. */
export function locationOf(latitude: number, longitude: number): Location {
  const around = ((((longitude + 180) % 360) + 360) % 360) - 180;
  // 180 itself may stay: it is the same line as -180.
  const east = longitude === 180 ? 180 : around;
  return { latitude: round(Math.min(90, Math.max(-90, latitude))), longitude: round(east) };
}

const round = (degrees: number): number => Number(degrees.toFixed(decimals));

/** A place in a query of the API, where it is written `lat,lng`. Rounded: an exponent is nothing that the API reads. */
export const latLng = ({ latitude, longitude }: Location): number[] => [round(latitude), round(longitude)];

/** A place that someone typed as latitude and longitude, with a comma or space between; undefined for anything else. */
export function parseCoordinates(typed: string): Location | undefined {
  const text = typed.replaceAll('−', '-').replaceAll('°', '').trim();
  const match = /^(-?\d{1,2}(?:\.\d+)?)\s*[,\s]\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(text);
  if (match === null) return undefined;
  const [, latitude, longitude] = match.map(Number);
  if (latitude === undefined || longitude === undefined) return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  return { latitude: round(latitude), longitude: round(longitude) };
}

/** Metres between two places, along the sphere. */
export function distanceBetween(from: Location, to: Location): number {
  const radians = (degrees: number) => (degrees / 180) * Math.PI;
  const north = Math.sin(radians(to.latitude - from.latitude) / 2);
  const east = Math.sin(radians(to.longitude - from.longitude) / 2);
  const squared = north ** 2 + Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * east ** 2;
  return 2 * earthRadius * Math.asin(Math.sqrt(Math.min(1, squared)));
}

/** The nearest of the cities within 60 km. */
export function cityAt(location: Location): City | undefined {
  const near = cities
    .map((city) => ({ city, distance: distanceBetween(location, city.location) }))
    .filter(({ distance }) => distance < 60_000)
    .sort((a, b) => a.distance - b.distance);
  return near[0]?.city;
}

/** The longitude, turned by whole circles, that is nearest to another one: where a map around that one shows it. */
export function longitudeNear(longitude: number, centre: number): number {
  return longitude + 360 * Math.round((centre - longitude) / 360);
}
