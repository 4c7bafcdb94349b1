import type { Location } from './api.ts';

/** Places that people may name. */
export const cities: Readonly<Record<string, Location>> = {
  Berlin: { latitude: 52.52, longitude: 13.405 },
  London: { latitude: 51.5074, longitude: -0.1278 },
  Nairobi: { latitude: -1.2921, longitude: 36.8219 },
  'New York': { latitude: 40.7128, longitude: -74.006 },
  Reykjavik: { latitude: 64.1466, longitude: -21.9426 },
  'São Paulo': { latitude: -23.5505, longitude: -46.6333 },
  Seattle: { latitude: 47.6, longitude: -122.31 },
  Seoul: { latitude: 37.5665, longitude: 126.978 },
  Singapore: { latitude: 1.3521, longitude: 103.8198 },
  Sydney: { latitude: -33.8688, longitude: 151.2093 },
  Tokyo: { latitude: 35.6762, longitude: 139.6503 },
};

/** Where a place is that somebody typed: a city's name, or latitude and longitude in degrees. The API says what they may be. */
export function placeOf(text: string): Location | undefined {
  const [, latitude, longitude] = /^(-?\d+(?:\.\d+)?)\s*,\s*(-?\d+(?:\.\d+)?)$/.exec(text.trim()) ?? [];
  if (latitude !== undefined && longitude !== undefined) {
    return { latitude: Number(latitude), longitude: Number(longitude) };
  }
  const [, location] = Object.entries(cities).find(([name]) => plain(name) === plain(text)) ?? [];
  return location;
}

/** A name as people type it: in any case, and without its accents. */
const plain = (name: string): string => name.trim().normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
