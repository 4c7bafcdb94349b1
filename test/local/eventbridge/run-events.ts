import { onTestFinished } from 'vitest';
import { openEvents } from '../../../local/endpoint/services/events/events.ts';
import { readEventBuses } from '../../../local/endpoint/services/events/read-rules.ts';
import { Storage } from '../../../local/storage.ts';
import type { JsonObject, Resource } from '../../../local/template/resources.ts';
import { ManualClock } from '../scheduler/manual-clock.ts';
import { declared, environment, Gate, Receivers } from './support.ts';

/** A rule as a template has it. */
export function rule(name: string, properties: JsonObject): Resource {
  return declared('AWS::Events::Rule', name, { Name: name, ...properties });
}

export const bus = (name: string): Resource => declared('AWS::Events::EventBus', `Bus-${name}`, { Name: name });

export const busArn = (name: string) => `arn:aws:events:us-east-1:000000000000:event-bus/${name}`;

/** A run of EventBridge; with the storage of an earlier run it goes on from there. */
export async function runEvents(resources: Resource[], storage?: Storage) {
  const kept = storage ?? (await Storage.open());
  const clock = new ManualClock('2026-06-01T00:00:00Z');
  const receivers = new Receivers();
  const gate = new Gate();
  const events = await openEvents({
    environment,
    buses: readEventBuses(resources, environment),
    storage: kept,
    access: gate,
    targets: receivers,
    onEvent: receivers.onEvent,
    onFault: receivers.onFault,
    clock,
  });
  onTestFinished(() => events.close());
  events.start();
  return { events, clock, receivers, gate, storage: kept };
}

/** Brings an event to a bus as the service of a bucket does. */
export const fromS3 = (detail: JsonObject, target = busArn('default')) => ({
  target,
  by: { service: 's3.amazonaws.com', sourceArn: 'arn:aws:s3:::files' },
  payload: JSON.stringify({
    version: '0',
    id: '2d1e9aa4-4a0e-4a1b-8f0a-0f8b7a9f4f10',
    'detail-type': 'Object Created',
    source: 'aws.s3',
    account: '000000000000',
    time: '2026-06-01T00:00:00Z',
    region: 'us-east-1',
    resources: ['arn:aws:s3:::files'],
    detail,
  }),
});
