import { setImmediate } from 'node:timers/promises';
import { expect, onTestFinished, vi } from 'vitest';
import type { Access } from '../../../../local/endpoint/access.ts';
import type { EventReport } from '../../../../local/event-report.ts';
import {
  type Asynchronous,
  type AsynchronousFunctions,
  openAsynchronous,
} from '../../../../local/functions/asynchronous/asynchronous.ts';
import type { EventInvokeConfig } from '../../../../local/functions/asynchronous/event-invoke-configs.ts';
import type { FunctionDefinition } from '../../../../local/functions/definition.ts';
import type { InvokeResult } from '../../../../local/functions/function-host.ts';
import type { Invoke } from '../../../../local/functions/invoke.ts';
import { Storage } from '../../../../local/storage.ts';
import { type Delivery, type Receiver, Targets } from '../../../../local/targets.ts';
import type { Json } from '../../../../local/template/resources.ts';

export const environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

export const arnOf = (service: string, resource: string) => `arn:aws:${service}:us-east-1:000000000000:${resource}`;

export const roleArn = 'arn:aws:iam::000000000000:role/mailer';
export const mailerArn = arnOf('lambda', 'function:mailer');

export const mailer: FunctionDefinition = {
  name: 'mailer',
  arn: mailerArn,
  label: 'Post/Mailer',
  code: { text: '' },
  handler: 'index.handler',
  runtime: 'nodejs24.x',
  environment: {},
  timeoutSeconds: 3,
  memoryMegabytes: 128,
  roleArn,
  logs: { group: '/aws/lambda/mailer', format: 'Text' },
};

export const answered = (payload: Json): InvokeResult => ({
  payload,
  requestId: '',
  cold: false,
  milliseconds: 1,
  accessKeyId: '',
});

export const failed = (errorMessage: string): InvokeResult => {
  const error = { errorType: 'Error', errorMessage };
  return { ...answered(error), error };
};

/** Time stands still from here on, but for `until`. The store's own work goes on. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

/** Lets the stopped clock run until something is so. */
export async function until(condition: () => boolean): Promise<void> {
  for (let turns = 0; turns < 50_000 && !condition(); turns += 1) {
    await vi.advanceTimersByTimeAsync(100);
    await setImmediate();
  }
  expect(condition()).toBe(true);
}

export interface Setup {
  readonly invoke: Invoke;
  readonly functions?: readonly FunctionDefinition[];
  readonly configs?: Readonly<Record<string, Partial<EventInvokeConfig>>>;
  readonly access?: Access;
  /** Takes what is sent to queues, topics and buses; by default it just keeps it. */
  readonly take?: (delivery: Delivery) => Promise<void>;
  readonly storage?: Storage;
}

export const settingsOf = ({ functions = [mailer], configs = {} }: Partial<Setup>): AsynchronousFunctions => ({
  functions,
  configs: new Map(
    Object.entries(configs).map(([arn, config]) => [arn, { retries: 2, maximumAge: 21_600, ...config }]),
  ),
});

export interface Run {
  readonly asynchronous: Asynchronous;
  readonly storage: Storage;
  readonly reports: EventReport[];
  readonly faults: unknown[];
  readonly delivered: Delivery[];
  /** Hands over an event as a topic does. */
  readonly send: (payload: Json, target?: string) => Promise<void>;
}

/** Asynchronous invocation until the test ends, with a part for whatever is sent to destinations. */
export async function runOf(setup: Setup): Promise<Run> {
  const { invoke, access = { check: () => {} }, storage = await Storage.open() } = setup;
  const delivered: Delivery[] = [];
  const reports: EventReport[] = [];
  const faults: unknown[] = [];
  const targets = new Targets();
  const take = async (delivery: Delivery) => {
    await setup.take?.(delivery);
    delivered.push(delivery);
  };
  for (const service of ['sqs', 'sns', 'events'] satisfies Receiver['service'][]) {
    targets.add({ service, receive: take });
  }
  const asynchronous = await openAsynchronous({
    ...settingsOf(setup),
    environment,
    storage,
    access,
    targets,
    invoke,
    onEvent: (report) => reports.push(report),
    onFault: (error) => faults.push(error),
  });
  targets.add(asynchronous);
  asynchronous.start();
  onTestFinished(async () => {
    await asynchronous.close();
    await storage.close();
    expect(faults).toEqual([]);
  });
  const by = { service: 'sns.amazonaws.com', sourceArn: arnOf('sns', 'orders') };
  const send = (payload: Json, target = mailerArn) =>
    asynchronous.receive({ target, payload: JSON.stringify(payload), by });
  return { asynchronous, storage, reports, faults, delivered, send };
}
