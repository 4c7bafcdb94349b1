/** Formats of time zones, by name: making one takes longer than asking it a thousand times. */
const formats = new Map<string, Intl.DateTimeFormat>();

const day = 86_400_000;

/** Whether this machine knows a time zone of the IANA database, such as `Europe/Berlin`. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    // Offsets (`+01:00`) are zones to JavaScript, and none to AWS.
    return /^[A-Za-z]/.test(zone);
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * What a clock in a zone shows, as the time in milliseconds since 1970 that a clock in UTC would show alike.
 *
 * @param instant milliseconds since 1970
 */
export function wallTime(instant: number, zone: string): number {
  const parts = formatOf(zone).formatToParts(instant);
  const part = (type: Intl.DateTimeFormatPartTypes) => Number(parts.find((one) => one.type === type)?.value);
  const seconds = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return seconds + (((instant % 1000) + 1000) % 1000);
}

/**
 * When a clock in a zone shows a time: once as a rule, never where it is put forward, twice where it is put back.
 *
 * @returns milliseconds since 1970, in order
 */
export function instantsOf(wall: number, zone: string): number[] {
  const offsets = new Set([wall - day, wall + day].map((near) => wallTime(near, zone) - near));
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((instant) => wallTime(instant, zone) === wall)
    .sort((one, other) => one - other);
}

/** The time after a clock was put forward, for one that it never shows: as much later as the clock was put forward. */
export function instantAfterGap(wall: number, zone: string): number {
  return wall - (wallTime(wall - day, zone) - (wall - day));
}

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known) return known;
  const numeric = 'numeric';
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: numeric,
    month: numeric,
    day: numeric,
    hour: numeric,
    minute: numeric,
    second: numeric,
  });
  formats.set(zone, format);
  return format;
}
