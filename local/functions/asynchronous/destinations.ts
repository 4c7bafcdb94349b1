import { AccessDenied } from '../../endpoint/access.ts';
import type { OnEvent } from '../../event-report.ts';
import type { Attempted } from '../../jobs.ts';
import { type Delivery, NotDeliverable, type Targets } from '../../targets.ts';
import type { Environment } from '../../template/resources.ts';
import type { FunctionDefinition } from '../definition.ts';
import type { EventInvokeConfig } from './event-invoke-configs.ts';
import { deadLetterAttributes, invocationRecord, invocationRecordEvent, type Outcome } from './invocation-record.ts';
import type { KeptOutcome } from './kept-work.ts';

/** How often a destination is tried that may take its delivery later. */
const mostAttempts = 8;

/** What is to be sent where at the end of an event, in its function's role. */
export function deliveriesOf(
  outcome: Outcome,
  { roleArn, deadLetterTarget }: FunctionDefinition,
  { onSuccess, onFailure }: EventInvokeConfig,
  environment: Environment,
): Delivery[] {
  const by = { roleArn, service: 'lambda.amazonaws.com' };
  const succeeded = outcome.condition === 'Success';
  const destination = succeeded ? onSuccess : onFailure;
  const deliveries: Delivery[] = [];
  if (destination !== undefined) {
    const record = invocationRecord(outcome);
    const isBus = destination.split(':')[2] === 'events';
    const payload = isBus ? invocationRecordEvent(record, outcome, destination, environment) : record;
    deliveries.push({ target: destination, payload, by });
  }
  if (!succeeded && deadLetterTarget !== undefined) {
    const attributes = deadLetterAttributes(outcome);
    deliveries.push({ target: deadLetterTarget, payload: outcome.event.payload, by, attributes });
  }
  return deliveries;
}

/** Brings word of an event's end to its destinations; those that may take it later are tried again. */
export async function tell(work: KeptOutcome, targets: Targets, onEvent: OnEvent): Promise<Attempted<KeptOutcome>> {
  const failures = work.failures + 1;
  const later: Delivery[] = [];
  for (const delivery of work.deliveries) {
    const report = {
      source: work.source,
      target: nameOf(delivery.target),
      what: delivery.attributes ? 'dead letter' : 'invocation record',
    };
    try {
      await targets.deliver(delivery);
      onEvent({ ...report, outcome: 'delivered' });
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const isFinal = error instanceof NotDeliverable || failures >= mostAttempts;
      if (error instanceof AccessDenied) onEvent({ ...report, outcome: 'denied', detail });
      else onEvent({ ...report, outcome: isFinal ? 'gave up' : 'failed', detail });
      if (!isFinal && !(error instanceof AccessDenied)) later.push(delivery);
    }
  }
  if (later.length === 0) return 'done';
  return { retryIn: 250 * 2 ** failures, job: { ...work, deliveries: later, failures } };
}

/** What people call the resource that an ARN names: `arn:aws:events:us-east-1:000000000000:event-bus/orders` is orders. */
export function nameOf(arn: string): string {
  return arn
    .split(':')
    .slice(5)
    .join(':')
    .replace(/^(function:|[a-z-]+\/)/, '');
}
