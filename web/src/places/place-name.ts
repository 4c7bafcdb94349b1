import type { Location } from '../api/client.ts';
import type { Format } from '../language/format.ts';
import type { Language, Words } from '../language/language.ts';
import { cityAt } from './coordinates.ts';

/** What people call a place: the city that it is in or near, and its coordinates. */
export function placeName(location: Location, words: Words, format: Format, language: Language): string {
  const city = cityAt(location);
  if (city === undefined) return format.coordinates(location);
  const { latitude, longitude } = city.location;
  const isCentre = latitude === location.latitude && longitude === location.longitude;
  const name = city.name[language];
  return isCentre ? name : `${words.place.near(name)} · ${format.coordinates(location)}`;
}
