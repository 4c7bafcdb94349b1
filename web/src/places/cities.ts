import type { Location } from '../api/client.ts';
import type { Language } from '../language/language.ts';

export interface City {
  readonly name: Readonly<Record<Language, string>>;
  readonly location: Location;
}

const city = (en: string, ko: string, latitude: number, longitude: number): City => ({
  name: { en, ko },
  location: { latitude, longitude },
});

/** Where unicorns are. A test holds that those of the sample fleet are all here. */
export const cities: readonly City[] = [
  city('Seattle', '시애틀', 47.6, -122.31),
  city('Seoul', '서울', 37.5665, 126.978),
  city('Busan', '부산', 35.1796, 129.0756),
  city('Tokyo', '도쿄', 35.6762, 139.6503),
  city('Singapore', '싱가포르', 1.3521, 103.8198),
  city('Sydney', '시드니', -33.8688, 151.2093),
  city('Nairobi', '나이로비', -1.2921, 36.8219),
  city('Berlin', '베를린', 52.52, 13.405),
  city('London', '런던', 51.5074, -0.1278),
  city('Reykjavik', '레이캬비크', 64.1466, -21.9426),
  city('New York', '뉴욕', 40.7128, -74.006),
  city('São Paulo', '상파울루', -23.5505, -46.6333),
  city('Suva', '수바', -18.1248, 178.4501),
];

/** The cities whose name, in any language, begins like what was typed, with or without its accents. */
export function citiesLike(typed: string): readonly City[] {
  const wanted = plain(typed);
  if (wanted === '') return [];
  return cities.filter(({ name }) =>
    Object.values(name).some((each) =>
      plain(each)
        .split(' ')
        .concat(plain(each))
        .some((word) => word.startsWith(wanted)),
    ),
  );
}

const plain = (text: string): string =>
  text.normalize('NFD').replaceAll(/\p{M}/gu, '').normalize('NFC').trim().toLowerCase();
