import { SQSClient } from '@aws-sdk/client-sqs';
import { onTestFinished } from 'vitest';
import { createAccess } from '../../../local/endpoint/checked-access.ts';
import { type Credentials, createIdentities } from '../../../local/endpoint/credentials.ts';
import type { CallReport } from '../../../local/endpoint/dispatch.ts';
import { createFaults } from '../../../local/endpoint/faults.ts';
import { createResourcePolicies, resourcePoliciesFrom } from '../../../local/endpoint/resource-policies.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { startEndpoint } from '../../../local/endpoint/server.ts';
import { readQueues } from '../../../local/endpoint/services/sqs/read-queues.ts';
import { openSqs } from '../../../local/endpoint/services/sqs/sqs.ts';
import type { EventReport } from '../../../local/event-report.ts';
import { Storage } from '../../../local/storage.ts';
import type { Resource } from '../../../local/template/resources.ts';
import { environment } from '../endpoint/resources.ts';

export const arnOf = (name: string) => `arn:aws:sqs:us-east-1:000000000000:${name}`;
export const urlOf = (name: string) => `https://sqs.us-east-1.amazonaws.com/000000000000/${name}`;

/** A time that tests can move on; it begins with the machine's. */
export function createClock() {
  let ahead = 0;
  return {
    now: () => Date.now() + ahead,
    pass: (milliseconds: number) => {
      ahead += milliseconds;
    },
  };
}

interface RunOptions {
  /** Kept in memory without. */
  readonly folder?: string;
  readonly clock?: () => number;
}

/** SQS behind an endpoint until the test ends, with what it reports. */
export async function runSqs(resources: readonly Resource[], { folder, clock = Date.now }: RunOptions = {}) {
  const storage = await Storage.open(folder);
  const identities = createIdentities(environment.accountId, rolesFrom(resources));
  const resourcePolicies = createResourcePolicies(resourcePoliciesFrom(resources, environment));
  const access = createAccess({ environment, identities, resourcePolicies });
  const events: EventReport[] = [];
  const queues = readQueues(resources, environment);
  const sqs = await openSqs({
    environment,
    queues,
    storage,
    access,
    clock,
    onEvent: (event) => events.push(event),
  });
  const calls: CallReport[] = [];
  const endpoint = await startEndpoint({
    port: 0,
    region: environment.region,
    identities,
    resourcePolicies,
    services: [sqs],
    faults: createFaults(),
    onCall: (call) => calls.push(call),
  });
  const clients: SQSClient[] = [];
  const clientOf = (credentials: Credentials) => {
    const client = new SQSClient({ endpoint: endpoint.url, region: 'us-east-1', credentials, maxAttempts: 1 });
    clients.push(client);
    return client;
  };
  let closed = false;
  const close = async () => {
    if (closed) return;
    closed = true;
    for (const client of clients) client.destroy();
    await sqs.close();
    await endpoint.close();
    await storage.close();
  };
  onTestFinished(close);
  return { sqs, url: endpoint.url, identities, clientOf, client: clientOf(identities.root), events, calls, close };
}
