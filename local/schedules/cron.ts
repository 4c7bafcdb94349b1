import { Cron } from 'croner';

/** What a field may hold. */
interface Range {
  readonly first: number;
  readonly last: number;
  /** What may stand for numbers, the first number's name first. */
  readonly names?: readonly string[];
}

const minutes: Range = { first: 0, last: 59 };
const hours: Range = { first: 0, last: 23 };
const daysOfMonth: Range = { first: 1, last: 31 };
const months: Range = {
  first: 1,
  last: 12,
  names: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
};
/** AWS counts from Sunday as 1. */
const daysOfWeek: Range = { first: 1, last: 7, names: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'] };
const years: Range = { first: 1970, last: 2199 };

/**
 * Reads the six fields of AWS's cron expressions: minutes, hours, day of month, month, day of week, year. They are put
 * into the words of croner, which has no ranges over the end (`20-2`), no `1/10`, no `?`, and counts the week from 0.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 *
 * @param fields what stands between the parentheses
 * @returns the next time that fits after a time, both as a clock in UTC shows them, in milliseconds since 1970
 * @throws Error that says what is wrong with the expression
 */
export function compileCron(fields: string): (after: number) => number | undefined {
  const parts = fields.trim().toUpperCase().split(/\s+/);
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = ''] = parts;
  if (parts.length !== 6) throw new Error('a cron expression has six fields');
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) {
    throw new Error('one of the day-of-month and day-of-week fields must be ?, and the other must not');
  }
  const pattern = [
    '0',
    numbersIn(minute, minutes),
    numbersIn(hour, hours),
    daysOfMonthIn(dayOfMonth),
    numbersIn(month, months),
    daysOfWeekIn(dayOfWeek),
    numbersIn(year, years),
  ].join(' ');
  const cron = new Cron(pattern, { paused: true, timezone: 'Etc/UTC', mode: '7-part' });
  return (after) => cron.nextRun(new Date(after))?.getTime();
}

function daysOfMonthIn(field: string): string {
  return mapItems(field, (item) => {
    if (item === 'L' || item === 'LW') return item;
    const day = /^(\d+)W$/.exec(item)?.[1];
    return day === undefined ? numbersIn(item, daysOfMonth) : `${numberOf(day, daysOfMonth)}W`;
  });
}

function daysOfWeekIn(field: string): string {
  if (field.includes('#') && field.includes(',')) throw new Error('# allows one expression in the field only');
  return mapItems(field, (item) => {
    const fromSunday = (text: string) => numberOf(text, daysOfWeek) - 1;
    if (item === 'L') return '6';
    const last = /^(\w+)L$/.exec(item)?.[1];
    if (last !== undefined) return `${fromSunday(last)}L`;
    const [, day, number] = /^(\w+)#([1-5])$/.exec(item) ?? [];
    if (day !== undefined) return `${fromSunday(day)}#${number}`;
    const numbers = numbersIn(item, daysOfWeek);
    return numbers === '*' ? numbers : mapItems(numbers, (number) => String(Number(number) - 1));
  });
}

function mapItems(field: string, map: (item: string) => string): string {
  return field === '?' ? '*' : field.split(',').map(map).join(',');
}

/** The numbers of a field, each by itself; `*` as it is. */
function numbersIn(field: string, range: Range): string {
  if (field === '*') return field;
  return field
    .split(',')
    .flatMap((item) => numbersOf(item, range))
    .join(',');
}

// `5`, `5-9`, `22-2` (over the end), `*/5`, `5/10` (from 5 to the end), `5-30/5`.
function numbersOf(item: string, range: Range): number[] {
  const [, from = '', to, step] = /^(\*|\w+)(?:-(\w+))?(?:\/(\d+))?$/.exec(item) ?? [];
  const every = step === undefined ? 1 : Number(step);
  if (from === '' || every < 1 || (from === '*' && to !== undefined)) throw new Error(`"${item}" is not valid`);
  const start = from === '*' ? range.first : numberOf(from, range);
  const isOpen = from === '*' || (step !== undefined && to === undefined);
  const end = isOpen ? range.last : to === undefined ? start : numberOf(to, range);
  const size = range.last - range.first + 1;
  const length = (end - start + (end < start ? size : 0)) / every;
  return Array.from({ length: Math.floor(length) + 1 }, (_, index) => {
    return ((start - range.first + index * every) % size) + range.first;
  });
}

function numberOf(text: string, { first, last, names = [] }: Range): number {
  const named = names.indexOf(text);
  if (named >= 0) return first + named;
  const number = Number(text);
  if (!/^\d+$/.test(text) || number < first || number > last)
    throw new Error(`"${text}" is not from ${first} to ${last}`);
  return number;
}
