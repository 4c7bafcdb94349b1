import { inspect, styleText } from 'node:util';
import type { CallReport } from './endpoint/dispatch.ts';
import type { EventReport } from './event-report.ts';
import type { LogLine } from './functions/function-host.ts';
import type { RequestRecord } from './gateway/gateway.ts';
import { type Notice, noticeLines } from './template/notices.ts';

type Style = Parameters<typeof styleText>[0];

/** What a person sees of a run. Colours only where the output is a terminal. */
export class Console {
  readonly #quiet: boolean;
  readonly #noticed = new Set<string>();

  /** @param quiet whether only what went wrong is shown */
  constructor(quiet: boolean) {
    this.#quiet = quiet;
  }

  /** A line that is always shown. */
  say(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  /** A line that a quiet run leaves out. */
  tell(line: string): void {
    if (!this.#quiet) this.say(line);
  }

  /** A line about something that is wrong. */
  warn(line: string): void {
    process.stderr.write(`${paint('yellow', line, process.stderr)}\n`);
  }

  /** What of an app has no effect locally, once. */
  notices(notices: readonly Notice[]): void {
    for (const line of noticeLines(notices)) {
      if (!this.#noticed.has(line)) this.tell(`without effect locally  ${line}`);
      this.#noticed.add(line);
    }
  }

  /**
   * One answered request: what it was, how it ended, what answered it, and the AWS calls that took. A quiet run says it
   * only where the app failed.
   */
  request(record: RequestRecord, calls: readonly CallReport[]): void {
    if (!this.#quiet || record.status >= 500) this.say(requestLine(record, calls));
    for (const call of calls) this.call(call);
  }

  /** An AWS call, where it is worth a line of its own: one that was denied, in AWS's words, or that this run failed at. */
  call({ outcome, refusal, operation, unexpected }: CallReport): void {
    if (outcome === 'denied') this.warn(`denied  ${refusal}`);
    if (unexpected !== undefined) this.warn(`${operation} failed here: ${inspect(unexpected)}`);
  }

  /** What happened between services. A quiet run says it only where something is denied or lost its last chance. */
  event({ source, target, what, outcome, detail, milliseconds }: EventReport): void {
    const isWrong = outcome === 'denied' || outcome === 'gave up';
    if (this.#quiet && !isWrong) return;
    const parts = [
      'EVENT ',
      printable(target === undefined ? shortName(source) : `${shortName(source)} -> ${shortName(target)}`),
      printable(what),
      paint(outcome === 'delivered' ? 'green' : isWrong ? 'red' : 'yellow', outcome),
      ...(milliseconds === undefined ? [] : [`${milliseconds.toFixed(0)} ms`]),
      ...(detail === undefined ? [] : [printable(detail)]),
    ];
    if (isWrong) this.warn(parts.join('  '));
    else this.say(parts.join('  '));
  }

  /** A fault of the local run itself, which goes on. */
  fault(error: unknown): void {
    this.warn(`The local run failed at something and goes on: ${inspect(error)}`);
  }

  /** A line that a function logged. Metrics in the embedded metric format are for CloudWatch, not for people. */
  log({ label, line, stream }: LogLine): void {
    if (this.#quiet || line.includes('"_aws":')) return;
    const text = `${paint('cyan', `[${shortLabel(label)}]`)} ${stream === 'stderr' ? paint('red', line) : paint('dim', line)}`;
    this.say(text);
  }
}

function requestLine(record: RequestRecord, calls: readonly CallReport[]): string {
  const { method, path, status, milliseconds, functionLabel, cold, error } = record;
  const parts = [
    method.padEnd(6),
    printable(path),
    paint(statusStyle(status), String(status)),
    `${milliseconds.toFixed(0)} ms`,
    ...(functionLabel === undefined || cold === undefined
      ? []
      : [paint('cyan', shortLabel(functionLabel)), cold ? 'cold' : 'warm']),
    ...summarize(calls),
    ...(error === undefined ? [] : [paint('red', printable(error))]),
  ];
  return parts.join('  ');
}

/** `Stack/RequestRide/Function/Resource` is RequestRide to people. */
function shortLabel(label: string): string {
  const parts = label.split('/').filter((part) => part !== 'Resource');
  return (parts.at(-1) === 'Function' ? parts.at(-2) : parts.at(-1)) ?? label;
}

/** A construct's path as a function's label, a generated physical name without what makes it unique. */
function shortName(name: string): string {
  const [first = '', ...rest] = name.split(' ');
  const short = first.includes('/') ? shortLabel(first) : first.replace(/(?:[0-9A-F]{8})?-[0-9A-F]{12}$/, '');
  return [short, ...rest].join(' ');
}

/** `Query x2 1 RU`, with the calls that met a fault counted too. */
function summarize(calls: readonly CallReport[]): string[] {
  if (calls.length === 0) return [];
  const operations = Map.groupBy(calls, ({ operation }) => operation ?? 'unknown');
  const counted = Array.from(operations, ([operation, list]) =>
    list.length > 1 ? `${operation} x${list.length}` : operation,
  );
  const read = sum(calls, 'read');
  const write = sum(calls, 'write');
  const faults = calls.filter(({ outcome }) => outcome === 'fault').length;
  return [
    counted.join(', '),
    ...(read > 0 ? [`${read} RU`] : []),
    ...(write > 0 ? [`${write} WU`] : []),
    ...(faults > 0 ? [paint('yellow', `${faults} faults`)] : []),
  ];
}

function sum(calls: readonly CallReport[], kind: 'read' | 'write'): number {
  return calls.reduce((total, { units }) => total + (units?.[kind] ?? 0), 0);
}

function statusStyle(status: number): Style {
  if (status >= 500) return 'red';
  return status >= 400 ? 'yellow' : 'green';
}

/** What an error says, in a line where it can. */
export function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${error.port} is in use: stop what listens there, or choose others with --port.`;
  }
  return error.message;
}

/** Text of others in one line, that cannot steer the terminal. */
function printable(text: string): string {
  return text.replaceAll(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`,
  );
}

function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}
