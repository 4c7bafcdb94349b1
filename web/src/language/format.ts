import type { Location } from '../api/client.ts';
import type { Language } from './language.ts';

/** Writes numbers, times and places as people of a language do. */
export interface Format {
  /** @param metres a whole number */
  readonly distance: (metres: number) => string;
  /** Minutes, rounded up. @param seconds a whole number */
  readonly duration: (seconds: number) => string;
  /** @param cents of US dollars */
  readonly money: (cents: number) => string;
  readonly number: (value: number) => string;
  /** The hour and minute of a time. */
  readonly time: (instant: Date) => string;
  /** The day, hour and minute of an RFC 3339 time. */
  readonly moment: (text: string) => string;
  readonly coordinates: (location: Location) => string;
}

export function formatOf(language: Language): Format {
  const unit = (name: string, digits = 0) =>
    new Intl.NumberFormat(language, { style: 'unit', unit: name, maximumFractionDigits: digits });
  const metres = unit('meter');
  const kilometres = unit('kilometer', 1);
  const minutes = unit('minute');
  const dollars = new Intl.NumberFormat(language, { style: 'currency', currency: 'USD' });
  const numbers = new Intl.NumberFormat(language);
  const time = new Intl.DateTimeFormat(language, { timeStyle: 'short' });
  const moment = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' });
  return {
    distance: (value) => (value < 1000 ? metres.format(value) : kilometres.format(value / 1000)),
    duration: (seconds) => minutes.format(Math.max(1, Math.ceil(seconds / 60))),
    money: (cents) => dollars.format(cents / 100),
    number: (value) => numbers.format(value),
    time: (instant) => time.format(instant),
    moment: (text) => moment.format(new Date(text)),
    coordinates: ({ latitude, longitude }) => `${latitude.toFixed(4)}, ${longitude.toFixed(4)}`,
  };
}
