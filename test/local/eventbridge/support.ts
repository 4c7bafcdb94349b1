import { onTestFinished, vi } from 'vitest';
import type { Access, Actor } from '../../../local/endpoint/access.ts';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import { createFaults } from '../../../local/endpoint/faults.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { startEndpoint } from '../../../local/endpoint/server.ts';
import type { Authorization, Service } from '../../../local/endpoint/service.ts';
import { resourceTypes as eventTypes } from '../../../local/endpoint/services/events/resource-types.ts';
import { resourceTypes as schedulerTypes } from '../../../local/endpoint/services/scheduler/resource-types.ts';
import type { EventReport } from '../../../local/event-report.ts';
import type { Delivery } from '../../../local/targets.ts';
import { generatedName } from '../../../local/template/names.ts';
import type { JsonObject, Resource } from '../../../local/template/resources.ts';
import { environment, roleArn } from '../endpoint/resources.ts';

export { environment, roleArn };

const types = { ...eventTypes, ...schedulerTypes };

/** A resource as a template has it, with the identity that its type gives it. */
export function declared(type: string, logicalId: string, properties: JsonObject): Resource {
  const resource = { stack: 'app', logicalId, path: `app/${logicalId}`, type, properties };
  const identity = types[type]?.identify({
    ...resource,
    environment,
    generatedName: (maxLength) => generatedName(environment, 'app', logicalId, maxLength),
  });
  if (!identity) throw new Error(`no type ${type}`);
  return { ...resource, ref: identity.ref, attributes: identity.attributes ?? {} };
}

export const queueArn = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
export const functionArn = (name: string) => `arn:aws:lambda:us-east-1:000000000000:function:${name}`;

/** Takes deliveries in place of queues, topics and functions, as far as it is told to. */
export class Receivers {
  readonly taken: Delivery[] = [];
  readonly reports: EventReport[] = [];
  readonly faults: unknown[] = [];
  /** Called for each delivery, with how many came to its target before; throws what the target would. */
  answer: (delivery: Delivery, earlier: number) => void = () => {};
  readonly #attempts = new Map<string, number>();

  deliver = async (delivery: Delivery): Promise<void> => {
    const earlier = this.#attempts.get(delivery.target) ?? 0;
    this.#attempts.set(delivery.target, earlier + 1);
    this.answer(delivery, earlier);
    this.taken.push(delivery);
  };

  onEvent = (report: EventReport): void => {
    this.reports.push(report);
  };

  onFault = (fault: unknown): void => {
    this.faults.push(fault);
  };

  attempts(target: string): number {
    return this.#attempts.get(target) ?? 0;
  }

  payloads(target: string): unknown[] {
    return this.taken.filter((delivery) => delivery.target === target).map(({ payload }) => JSON.parse(payload));
  }

  outcomes(source: string): string[] {
    return this.reports.filter((report) => report.source === source).map(({ outcome }) => outcome);
  }
}

/** Lets in whom a test names, and remembers what was asked. */
export class Gate implements Access {
  readonly asked: { actor: Actor; needed: Authorization }[] = [];
  refuse: (actor: Actor, needed: Authorization) => void = () => {};

  check = (actor: Actor, needed: Authorization): void => {
    this.asked.push({ actor, needed });
    this.refuse(actor, needed);
  };
}

/** Waits until something holds, looking often. */
export const eventually = (check: () => void): Promise<void> => vi.waitFor(check, { interval: 5, timeout: 10_000 });

/** Runs a service behind an endpoint until the test ends; clients get what they need to reach it. */
export async function behindEndpoint(service: Service, roles: readonly Resource[] = []) {
  const identities = createIdentities(environment.accountId, rolesFrom(roles));
  const faults = createFaults(0, 1);
  const endpoint = await startEndpoint({
    port: 0,
    region: environment.region,
    identities,
    services: [service],
    faults,
    onCall: () => {},
  });
  onTestFinished(endpoint.close);
  const config = { endpoint: endpoint.url, region: environment.region, maxAttempts: 1 };
  return {
    asRoot: { ...config, credentials: identities.root },
    asRole: () => ({ ...config, credentials: identities.issue({ roleArn, sessionName: 'test' }) }),
  };
}
