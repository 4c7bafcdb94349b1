/** What somebody decided to live with for a while. */
export interface Exception {
  /** The advisory's id: `GHSA-xxxx-xxxx-xxxx`. */
  readonly advisory: string;
  /** Why it does no harm here. */
  readonly reason: string;
  /** The last day on which it holds, `2027-01-31`: then somebody looks again. */
  readonly until: string;
}

/** A known fault of a package. */
export interface Advisory {
  readonly id: string;
  readonly package: string;
  readonly severity: string;
  readonly title: string;
  readonly url: string;
}

export interface Judgement {
  /** What must not be shipped. */
  readonly found: readonly Advisory[];
  readonly excepted: readonly Advisory[];
  /** Exceptions that nothing needs any more. */
  readonly unneeded: readonly Exception[];
}

/** From `low`, `moderate`, `high`, `critical`: those that stop a build. */
const serious = new Set(['high', 'critical']);

/**
 * Judges the JSON that `npm audit` answers.
 *
 * @param today the day, as `2026-11-21`
 * @returns nothing where it is no report: npm could not ask the registry
 */
export function judge(report: unknown, exceptions: readonly Exception[], today: string): Judgement | undefined {
  const vulnerabilities = memberOf(report, 'vulnerabilities');
  if (!isObject(vulnerabilities)) return undefined;
  const advisories = new Map<string, Advisory>();
  for (const vulnerability of Object.values(vulnerabilities)) {
    const via = memberOf(vulnerability, 'via');
    // A text is the name of a package that this one depends on, and whose advisories stand there.
    for (const one of Array.isArray(via) ? via : []) if (isObject(one)) keep(advisories, readAdvisory(one));
  }
  const all = [...advisories.values()].filter(({ severity }) => serious.has(severity));
  const holds = ({ id }: Advisory) => exceptions.some(({ advisory, until }) => advisory === id && today <= until);
  return {
    found: all.filter((advisory) => !holds(advisory)),
    excepted: all.filter(holds),
    unneeded: exceptions.filter(({ advisory }) => !all.some(({ id }) => id === advisory)),
  };
}

/**
 * Reads the list of exceptions.
 *
 * @throws Error for one without an advisory, a reason or a day
 */
export function readExceptions(text: string): Exception[] {
  const list: unknown = JSON.parse(text);
  if (!Array.isArray(list)) throw new Error('The exceptions are a list.');
  return list.map((entry: unknown) => {
    const [advisory, reason, until] = ['advisory', 'reason', 'until'].map((name) => textOf(entry, name));
    if (!advisory || !reason || !until || !isDay(until)) {
      throw new Error(
        `An exception has an advisory, a reason, and a day until which it holds: ${JSON.stringify(entry)}`,
      );
    }
    return { advisory, reason, until };
  });
}

function isDay(text: string): boolean {
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text) && text.length === 10;
}

function readAdvisory(via: object): Advisory {
  const url = textOf(via, 'url') ?? '';
  return {
    id: url.slice(url.lastIndexOf('/') + 1),
    package: textOf(via, 'name') ?? '',
    severity: textOf(via, 'severity') ?? '',
    title: textOf(via, 'title') ?? '',
    url,
  };
}

function keep(advisories: Map<string, Advisory>, advisory: Advisory): void {
  advisories.set(`${advisory.id} ${advisory.package}`, advisory);
}

function textOf(value: unknown, name: string): string | undefined {
  const member = memberOf(value, name);
  return typeof member === 'string' ? member : undefined;
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
