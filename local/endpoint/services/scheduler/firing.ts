import { randomBytes, randomUUID } from 'node:crypto';
import { nameIn, type RetriedDelivery } from '../../../deliveries/retried-deliveries.ts';
import { parseJson } from '../../../template/json.ts';
import type { Environment, JsonObject } from '../../../template/resources.ts';
import { newEvent } from '../events/bus-event.ts';
import { groupArn } from './arns.ts';
import type { Schedule } from './schedule.ts';

/** What a schedule brings to its target, and for which of its times. */
export interface ScheduledDelivery extends RetriedDelivery {
  readonly scheduleArn: string;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** Stands for the number of the attempt, which is not known before. */
const attemptKeyword = '<aws.scheduler.attempt-number>';

/** Makes what a schedule delivers at a time. */
export function deliveryAt(schedule: Schedule, time: number, environment: Environment): ScheduledDelivery {
  const { arn, target } = schedule;
  const { deadLetterQueueArn: queueArn, roleArn, groupId } = target;
  const scheduledTime = secondsOf(time);
  const executionId = randomBytes(8).toString('hex');
  const by = { service: 'scheduler.amazonaws.com', roleArn, sourceArn: groupArn(schedule.group, environment) };
  const payload = payloadOf(schedule, time, environment)
    .replaceAll('<aws.scheduler.schedule-arn>', arn)
    .replaceAll('<aws.scheduler.scheduled-time>', scheduledTime)
    .replaceAll('<aws.scheduler.execution-id>', executionId);
  return {
    scheduleArn: arn,
    time,
    delivery: { target: target.arn, payload, by, ...(groupId !== undefined && { groupId }) },
    retryPolicy: target.retryPolicy,
    ...(queueArn !== undefined && {
      deadLetters: {
        queueArn,
        by,
        attributes: {
          EXECUTION_ID: executionId,
          IS_PAYLOAD_TRUNCATED: 'false',
          SCHEDULED_TIME: scheduledTime,
          SCHEDULE_ARN: arn,
          TARGET_ARN: target.arn,
        },
      },
    }),
    report: { source: schedule.name, target: nameIn(target.arn), what: scheduledTime },
  };
}

/** Puts the number of an attempt, from 1, into what is delivered. */
export function fillInAttempt(payload: string, attempt: number): string {
  return payload.replaceAll(attemptKeyword, String(attempt));
}

/**
 * What the target gets: an event where it is a bus; else the input, or a notification where there is none.
 * https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Target.html
 */
function payloadOf({ arn, target }: Schedule, time: number, environment: Environment): string {
  const { event, input } = target;
  if (event)
    return JSON.stringify(newEvent({ ...event, detail: input === undefined ? {} : parseJson(input) }, environment));
  return input ?? JSON.stringify(notification(arn, time, environment));
}

/** Its detail is text, unlike that of a rule's scheduled event. */
function notification(arn: string, time: number, { accountId, region }: Environment): JsonObject {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: accountId,
    time: secondsOf(time),
    region,
    resources: [arn],
    detail: '{}',
  };
}

function secondsOf(time: number): string {
  return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
