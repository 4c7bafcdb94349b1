import * as z from 'zod/mini';

// Compiling validators at run time (zod's default) costs a cold start more than it saves a request.
z.config({ jitless: true });

/** A point on Earth, WGS 84 degrees. */
export const Location = z.strictObject({
  latitude: z.number().check(z.gte(-90), z.lte(90)),
  longitude: z.number().check(z.gte(-180), z.lte(180)),
});
export type Location = z.output<typeof Location>;

/**
 * Text that people type: trimmed, then 1 to 100 Unicode code points (the `u` flag counts them), no control character,
 * no half of a surrogate pair, nothing that could become markup.
 */
export const Text = z
  .string()
  .check(
    z.trim(),
    z.regex(
      /^[^\p{Cc}\p{Cs}<>&"]{1,100}$/u,
      'must be 1 to 100 characters, without control characters and without < > & "',
    ),
  );

/** An e-mail address, lower-cased: what people compare. At most 254 characters, as SMTP takes (RFC 5321). */
export const Email = z
  .string()
  .check(
    z.toLowerCase(),
    z.maxLength(254),
    z.regex(
      /^[^\s@<>()[\],;:\\"\p{Cc}\p{Cs}]+@[^\s@<>()[\],;:\\"\p{Cc}\p{Cs}.]+(\.[^\s@<>()[\],;:\\"\p{Cc}\p{Cs}.]+)+$/u,
      'must be an e-mail address',
    ),
  );

/** E.164: a plus sign and up to 15 digits. */
export const Phone = z.string().check(z.regex(/^\+[1-9]\d{1,14}$/, 'must be E.164, such as +15550100'));

/** RFC 3339 in UTC with milliseconds, as the API writes times. */
export const Timestamp = z.iso.datetime({ precision: 3 });

/** A time that a client sends: RFC 3339 in UTC, any fraction. Comes out as milliseconds, a finer fraction rounded up. */
export const Instant = z.pipe(
  z
    .string()
    .check(
      z.regex(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/,
        'must be an RFC 3339 time in UTC, such as 2026-11-21T09:30:00Z',
      ),
      z.refine(isRealTime, 'must be a time that exists'),
    ),
  z.transform(toMilliseconds),
);

function isRealTime(text: string): boolean {
  const seconds = text.slice(0, 19);
  const time = new Date(`${seconds}Z`);
  return !Number.isNaN(time.getTime()) && time.toISOString().startsWith(seconds);
}

function toMilliseconds(text: string): number {
  const fraction = text.slice(19, -1);
  return Date.parse(`${text.slice(0, 19)}Z`) + Math.ceil(Number(`0${fraction}`) * 1000);
}

/** `lat,lng` in plain decimal digits. */
export const LatLng = z.pipe(
  z
    .string()
    .check(
      z.regex(/^-?\d+(\.\d+)?,-?\d+(\.\d+)?$/, 'must be latitude,longitude in decimal degrees, such as 47.6,-122.31'),
    ),
  z.pipe(
    z.transform((text: string) => {
      const [latitude, longitude] = text.split(',').map(Number);
      return { latitude, longitude };
    }),
    Location,
  ),
);

/** A whole number from 1 to `most`, in plain decimal digits. */
export function limit(most: number, otherwise: number) {
  return z._default(
    z.pipe(
      // Of at most nine digits: a number that JavaScript cannot count to would be two faults in one place.
      z.string().check(z.regex(/^0*\d{1,9}$/, `must be a whole number from 1 to ${most}`)),
      z.pipe(z.transform(Number), z.int().check(z.gte(1), z.lte(most))),
    ),
    otherwise,
  );
}

/** Names of top-level members, separated by commas: a projection. */
export function fields<const Members extends Readonly<Record<string, z.ZodMiniType>>>(shape: Members) {
  const names = Object.keys(shape);
  return z.optional(
    z.pipe(
      z.string(),
      z.pipe(
        z.transform((text: string) => [...new Set(text.split(','))]),
        z.array(z.enum(names, { error: ({ input }) => `${JSON.stringify(input)} is not one of ${names.join(', ')}` })),
      ),
    ),
  );
}

/** An opaque place in a list, as an earlier page gave it. */
export const Cursor = z.optional(z.string());

/** A page of a list. Items may lack members where `fields` asked for some only. */
export function page<const Members extends Readonly<Record<string, z.ZodMiniType>>>(item: z.ZodMiniObject<Members>) {
  return z.strictObject({ items: z.array(z.partial(item)), nextCursor: z.optional(z.string()) });
}

/** What operators choose as a unicorn's id. */
export const UnicornId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ -'));

/** A user in a path: the `sub` of their tokens. */
export const UserId = z.string().check(z.regex(/^[A-Za-z0-9_-]{1,128}$/, 'must be 1 to 128 of A-Z a-z 0-9 _ -'));

export const IdempotencyKey = z.optional(
  z.string().check(z.regex(/^[A-Za-z0-9_-]{1,64}$/, 'must be 1 to 64 of A-Z a-z 0-9 _ -')),
);

/** A whole number of metres, seconds or cents. */
export const Whole = z.int().check(z.gte(0));

export const Fare = z.strictObject({ amount: Whole, currency: z.literal('USD') });
