import { compileCron } from './cron.ts';
import { instantAfterGap, instantsOf, isTimeZone, wallTime } from './time-zone.ts';

/** When a schedule fires. Times are milliseconds since 1970. */
export type Expression =
  | { readonly kind: 'at'; readonly time: number }
  | { readonly kind: 'rate'; readonly every: number }
  | { readonly kind: 'cron'; readonly next: (after: number) => number | undefined };

/** What an expression leaves open. */
export interface Span {
  /** What a rate counts from: its first time, in milliseconds since 1970. */
  readonly origin: number;
  /** Not before, not after: `StartDate` and `EndDate`, which a one-time schedule ignores. */
  readonly start?: number;
  readonly end?: number;
}

const units: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Reads `rate(5 minutes)`, `cron(0 9 ? * MON-FRI *)` or `at(2026-11-21T09:30:00)`.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html
 *
 * @param zone the IANA time zone that `cron` and `at` are meant in
 * @throws Error that says what is wrong with the expression or the zone
 */
export function parseExpression(text: string, zone = 'UTC'): Expression {
  if (!isTimeZone(zone)) throw new Error(`"${zone}" is no time zone`);
  const [, kind, inner = ''] = /^(at|rate|cron)\((.*)\)$/.exec(text.trim()) ?? [];
  if (kind === 'at') return { kind, time: timeOf(inner, zone) };
  if (kind === 'rate') return { kind, every: intervalOf(inner) };
  if (kind === 'cron') return { kind, next: nextInZone(compileCron(inner), zone) };
  throw new Error('an expression is at(...), rate(...) or cron(...)');
}

/** The first time after another at which a schedule fires; nothing where it never does again. */
export function nextTime(expression: Expression, { origin, start, end }: Span, after: number): number | undefined {
  if (expression.kind === 'at') return expression.time > after ? expression.time : undefined;
  const from = start === undefined ? after : Math.max(after, start - 1);
  const next = expression.kind === 'cron' ? expression.next(from) : nextOfRate(expression.every, origin, from);
  return next === undefined || (end !== undefined && next > end) ? undefined : next;
}

/** Counted from its beginning and not from the last time, so that it never drifts. */
function nextOfRate(every: number, origin: number, after: number): number {
  return origin + Math.max(0, Math.floor((after - origin) / every) + 1) * every;
}

/**
 * "If a cron expression falls on a non-existent date and time, your schedule invocation is skipped. When time shifts
 * backwards, your schedule runs only once and does not repeat its invocation."
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#daylist-savings-time
 */
function nextInZone(nextWall: (after: number) => number | undefined, zone: string) {
  return (after: number): number | undefined => {
    let wall = nextWall(wallTime(after, zone));
    while (wall !== undefined) {
      const [first] = instantsOf(wall, zone);
      if (first !== undefined && first > after) return first;
      wall = nextWall(wall);
    }
    return undefined;
  };
}

function timeOf(text: string, zone: string): number {
  const wall = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(text) ? Date.parse(`${text}Z`) : Number.NaN;
  // JavaScript takes the 31st of February for the 3rd of March.
  if (Number.isNaN(wall) || !new Date(wall).toISOString().startsWith(text)) {
    throw new Error('the time of at(...) is a date and time such as 2026-11-21T09:30:00');
  }
  return instantsOf(wall, zone)[0] ?? instantAfterGap(wall, zone);
}

function intervalOf(text: string): number {
  const [, value = '', unit = ''] = /^\s*(\d+)\s+(minute|hour|day)s?\s*$/.exec(text) ?? [];
  const length = units[unit];
  if (length === undefined || Number(value) < 1) {
    throw new Error('a rate is a positive number and minutes, hours or days');
  }
  return Number(value) * length;
}
