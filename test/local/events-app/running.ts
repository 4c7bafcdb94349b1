import { expect, vi } from 'vitest';
import type { EventReport } from '../../../local/event-report.ts';
import { loadApp, type Run, startRun } from '../../../local/run.ts';
import { type Clients, clientsOf } from './clients.ts';

export const patience = { timeout: 30_000, interval: 50 };

/** The app run in this process, and what it did. */
export class Running {
  readonly clients: Clients;
  readonly reports: EventReport[];
  readonly #run: Run;
  readonly #logs: Map<string, string[]>;
  readonly #faults: unknown[];

  private constructor(run: Run, reports: EventReport[], logs: Map<string, string[]>, faults: unknown[]) {
    this.#run = run;
    this.reports = reports;
    this.#logs = logs;
    this.#faults = faults;
    this.clients = clientsOf({ awsEndpoint: run.awsEndpoint, credentials: run.rootCredentials });
  }

  static async start(assembly: string): Promise<Running> {
    const reports: EventReport[] = [];
    const logs = new Map<string, string[]>();
    const faults: unknown[] = [];
    const run = await startRun(loadApp(assembly), {
      port: 0,
      faults: 0,
      onRequest: () => {},
      onOtherCall: ({ unexpected }) => unexpected !== undefined && faults.push(unexpected),
      onLog: ({ label, line }) => logs.set(label, [...(logs.get(label) ?? []), line]),
      onEvent: (report) => reports.push(report),
      onFault: (error) => faults.push(error),
    });
    return new Running(run, reports, logs, faults);
  }

  /** The events that a recorder was given so far, by its construct's path. */
  seen<Event>(path: string): Event[] {
    const lines = this.#logs.get(`${path}/Resource`) ?? [];
    return lines.flatMap((line) => {
      const [, , level, text = ''] = line.split('\t');
      return level === 'INFO' ? [JSON.parse(text)] : [];
    });
  }

  /** The denials so far: what, and AWS's words. */
  denials(): string[] {
    return this.reports.flatMap(({ outcome, detail }) => (outcome === 'denied' ? [detail ?? ''] : []));
  }

  async mails(): Promise<{ to: string; body: string }[]> {
    const response = await fetch(`${this.#run.awsEndpoint}/_local/mailbox`);
    return JSON.parse(await response.text()).items;
  }

  async apply(assembly: string): Promise<void> {
    await this.#run.apply(loadApp(assembly));
  }

  /** Ends it. @throws where something of the run itself had failed */
  async stop(): Promise<void> {
    await this.#run.close();
    expect(this.#faults).toEqual([]);
  }
}

/** Waits until something holds. */
export const until = (holds: () => void | Promise<void>) => vi.waitFor(holds, patience);
