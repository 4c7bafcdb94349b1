import { styleText } from 'node:util';
import type { CallReport } from './endpoint/dispatch.ts';
import type { LogLine } from './functions/function-host.ts';
import type { RequestRecord } from './gateway/gateway.ts';

type Style = Parameters<typeof styleText>[0];

/** What a person sees of a run. Colours only where the output is a terminal. */
export class Console {
  readonly #quiet: boolean;

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

  /** One answered request: what it was, how it ended, what answered it, and the AWS calls that took. */
  request(record: RequestRecord, calls: readonly CallReport[]): void {
    const { method, path, status, milliseconds, functionLabel, cold, error } = record;
    const parts = [
      method.padEnd(6),
      path,
      paint(statusStyle(status), String(status)),
      `${milliseconds.toFixed(0)} ms`,
      ...(functionLabel === undefined ? [] : [paint('cyan', shortLabel(functionLabel)), cold ? 'cold' : 'warm']),
      ...summarize(calls),
      ...(error === undefined ? [] : [paint('red', error)]),
    ];
    this.tell(parts.join('  '));
    for (const call of calls) if (call.outcome === 'denied') this.denied(call);
  }

  /** A call that its caller's policies do not allow. */
  denied(call: CallReport): void {
    const actions = call.authorizations.map(({ action }) => action).join(', ') || `${call.service}:${call.operation}`;
    this.warn(`denied  ${call.principalArn ?? 'unknown caller'}  ${actions}  ${call.resources.join(', ')}`);
  }

  /** A line that a function logged. Metrics in the embedded metric format are for CloudWatch, not for people. */
  log({ label, line, stream }: LogLine): void {
    if (line.includes('"_aws":')) return;
    const text = `${paint('cyan', `[${shortLabel(label)}]`)} ${stream === 'stderr' ? paint('red', line) : paint('dim', line)}`;
    this.tell(text);
  }
}

/** `Stack/RequestRide/Function/Resource` is RequestRide to people. */
function shortLabel(label: string): string {
  const parts = label.split('/').filter((part) => part !== 'Resource');
  return (parts.at(-1) === 'Function' ? parts.at(-2) : parts.at(-1)) ?? label;
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

function paint(style: Style, text: string, stream: NodeJS.WriteStream = process.stdout): string {
  return styleText(style, text, { stream });
}
