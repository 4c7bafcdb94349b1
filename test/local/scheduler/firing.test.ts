import { describe, expect, test } from 'vitest';
import { AccessDenied } from '../../../local/endpoint/access.ts';
import { readSchedules } from '../../../local/endpoint/services/scheduler/read-schedules.ts';
import type { Storage } from '../../../local/storage.ts';
import { NotDeliverable } from '../../../local/targets.ts';
import { declared, environment, eventually, queueArn, type Receivers, roleArn } from '../eventbridge/support.ts';
import { runScheduler, scheduleArn, target, tick } from './support.ts';

const timeKeyword = JSON.stringify({ at: '<aws.scheduler.scheduled-time>' });
const times = (receivers: Receivers) => receivers.payloads(target).map((payload) => Object(payload).at);

const deliveriesIn = (storage: Storage) => storage.part('scheduler-deliveries').keys().all();

test('a rate fires at once, and then every so often on the same second', async () => {
  const { clock, receivers } = await runScheduler(
    [tick('rate(5 minutes)', {}, { Input: timeKeyword })],
    '2026-06-01T00:00:03Z',
  );
  await eventually(() => expect(times(receivers)).toEqual(['2026-06-01T00:00:03Z']));
  await eventually(() => expect(clock.nextWake).toBe('2026-06-01T00:05:03.000Z'));
  clock.set('2026-06-01T00:05:04Z');
  await eventually(() => expect(times(receivers)).toEqual(['2026-06-01T00:00:03Z', '2026-06-01T00:05:03Z']));
  await eventually(() => expect(clock.nextWake).toBe('2026-06-01T00:10:03.000Z'));
});

test('after a machine slept, what recurs fires once and goes on', async () => {
  const { clock, receivers } = await runScheduler(
    [tick('cron(0 * * * ? *)', {}, { Input: timeKeyword })],
    '2026-06-01T00:30:00Z',
  );
  expect(clock.nextWake).toBe('2026-06-01T01:00:00.000Z');
  clock.set('2026-06-01T05:10:00Z');
  await eventually(() => expect(clock.nextWake).toBe('2026-06-01T06:00:00.000Z'));
  await eventually(() => expect(times(receivers)).toEqual(['2026-06-01T01:00:00Z']));
});

test('a schedule goes on with its rate after a restart, and makes up for nothing', async () => {
  const resources = [tick('rate(1 hour)', {}, { Input: timeKeyword })];
  const first = await runScheduler(resources, '2026-06-01T00:00:00Z');
  await eventually(() => expect(times(first.receivers)).toHaveLength(1));
  await first.scheduler.close();
  const second = await runScheduler(resources, '2026-06-01T03:20:00Z', first.storage);
  expect(second.clock.nextWake).toBe('2026-06-01T04:00:00.000Z');
  expect(second.receivers.taken).toEqual([]);
});

describe('at(...)', () => {
  const once = tick('at(2026-06-01T09:30:15)', { ScheduleExpressionTimezone: 'Europe/Berlin' }, { Input: timeKeyword });

  /** Fires as soon as it is there, after what is due already. */
  const other = declared('AWS::Scheduler::Schedule', 'Other', {
    Name: 'other',
    ScheduleExpression: 'rate(1 day)',
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: queueArn('other'), RoleArn: roleArn },
  });

  test('fires once, on its second in its time zone', async () => {
    const { clock, receivers } = await runScheduler([once], '2026-06-01T00:00:00Z');
    expect(clock.nextWake).toBe('2026-06-01T07:30:15.000Z');
    clock.set('2026-06-01T07:30:14.999Z');
    expect(receivers.taken).toEqual([]);
    clock.set('2026-06-01T07:30:15Z');
    await eventually(() => expect(times(receivers)).toEqual(['2026-06-01T07:30:15Z']));
    await eventually(() => expect(clock.nextWake).toBeUndefined());
  });

  test('does not fire again after a restart', async () => {
    const first = await runScheduler([once], '2026-06-01T00:00:00Z');
    first.clock.set('2026-06-01T07:30:15Z');
    await eventually(() => expect(times(first.receivers)).toHaveLength(1));
    await first.scheduler.close();
    const second = await runScheduler([once, other], '2026-06-01T08:00:00Z', first.storage);
    await eventually(() => expect(second.receivers.outcomes('other')).toEqual(['delivered']));
    expect(second.receivers.taken).toHaveLength(1);
  });

  test('fires when a run is there again, where none was at its time', async () => {
    const first = await runScheduler([once], '2026-06-01T00:00:00Z');
    await first.scheduler.close();
    const second = await runScheduler([once], '2026-06-01T08:00:00Z', first.storage);
    await eventually(() => expect(times(second.receivers)).toEqual(['2026-06-01T07:30:15Z']));
  });

  test('is delivered by the next run where a run was killed before, and not twice', async () => {
    const first = await runScheduler([once], '2026-06-01T00:00:00Z');
    first.receivers.answer = () => {
      throw new Error('not now');
    };
    first.clock.set('2026-06-01T07:30:15Z');
    await eventually(() => expect(first.receivers.attempts(target)).toBe(1));
    await first.scheduler.close();
    // As if it had been killed between keeping the delivery and noting that it fired.
    const noted = first.storage.part<{ fired?: number }>('scheduler-times');
    const { fired: _fired, ...before } = (await noted.get(scheduleArn)) ?? {};
    await noted.put(scheduleArn, before);
    const second = await runScheduler([once, other], '2026-06-01T08:00:00Z', first.storage);
    await eventually(() => expect(times(second.receivers)).toEqual(['2026-06-01T07:30:15Z']));
    await eventually(() => expect(second.receivers.outcomes('other')).toEqual(['delivered']));
    await eventually(async () => expect(await deliveriesIn(second.storage)).toEqual([]));
    expect(second.receivers.outcomes('tick')).toEqual(['delivered']);
  });

  test('whose time was over when it was first seen never fires', async () => {
    const { clock } = await runScheduler([once], '2026-06-02T00:00:00Z');
    expect(clock.nextWake).toBeUndefined();
  });

  test('fires again where the template has another time', async () => {
    const first = await runScheduler([once], '2026-06-01T00:00:00Z');
    first.clock.set('2026-06-01T07:30:15Z');
    await eventually(() => expect(times(first.receivers)).toHaveLength(1));
    await first.scheduler.replace(readSchedules([tick('at(2026-06-03T00:00:00)')], environment));
    expect(first.clock.nextWake).toBe('2026-06-03T00:00:00.000Z');
    await first.scheduler.replace(readSchedules([], environment));
    expect(first.clock.nextWake).toBeUndefined();
  });
});

test('a start, an end and a state are kept to', async () => {
  const dates = { StartDate: '2026-06-01T12:00:00Z', EndDate: '2026-06-01T12:01:30Z' };
  const { clock, receivers, scheduler } = await runScheduler(
    [tick('rate(1 minute)', dates, { Input: timeKeyword })],
    '2026-06-01T00:00:00Z',
  );
  expect(clock.nextWake).toBe('2026-06-01T12:00:00.000Z');
  for (const time of ['2026-06-01T12:00:00Z', '2026-06-01T12:01:00Z']) {
    clock.set(time);
    await eventually(() => expect(times(receivers).at(-1)).toBe(time));
  }
  await eventually(() => expect(clock.nextWake).toBeUndefined());
  await scheduler.replace(readSchedules([tick('rate(2 minutes)', { State: 'DISABLED' })], environment));
  expect(clock.nextWake).toBeUndefined();
});

describe('a target gets', () => {
  const fire = async (arn: string, properties: object, schedule = {}) => {
    const resource = tick('at(2026-06-01T00:00:05)', schedule, { Arn: arn, ...properties });
    const run = await runScheduler([resource], '2026-06-01T00:00:00Z');
    run.clock.set('2026-06-01T00:00:05Z');
    await eventually(() => expect(run.receivers.taken).toHaveLength(1));
    return run.receivers.taken[0];
  };

  test('the input with its keywords filled in, by the role, for the group', async () => {
    const input = {
      arn: '<aws.scheduler.schedule-arn>',
      time: '<aws.scheduler.scheduled-time>',
      id: '<aws.scheduler.execution-id>',
      attempt: '<aws.scheduler.attempt-number>',
    };
    const delivery = await fire(target, { Input: JSON.stringify(input) });
    expect(JSON.parse(delivery?.payload ?? '')).toEqual({
      arn: scheduleArn,
      time: '2026-06-01T00:00:05Z',
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      attempt: '1',
    });
    const sourceArn = 'arn:aws:scheduler:us-east-1:000000000000:schedule-group/default';
    expect(delivery?.by).toEqual({ service: 'scheduler.amazonaws.com', roleArn, sourceArn });
  });

  test('a notification where there is no input', async () => {
    const delivery = await fire(target, {});
    expect(JSON.parse(delivery?.payload ?? '')).toMatchObject({
      source: 'aws.scheduler',
      'detail-type': 'Scheduled Event',
      time: '2026-06-01T00:00:05Z',
      resources: [scheduleArn],
      detail: '{}',
    });
  });

  test('text, and its group, where it is a queue', async () => {
    const delivery = await fire(queueArn('q.fifo'), { Input: 'no JSON', SqsParameters: { MessageGroupId: 'g' } });
    expect(delivery).toMatchObject({ target: queueArn('q.fifo'), payload: 'no JSON', groupId: 'g' });
  });

  test('an event where it is a bus', async () => {
    const bus = 'arn:aws:events:us-east-1:000000000000:event-bus/default';
    const parameters = { EventBridgeParameters: { Source: 'clock', DetailType: 'Tick' }, Input: '{"n":1}' };
    const delivery = await fire(bus, parameters);
    expect(JSON.parse(delivery?.payload ?? '')).toMatchObject({
      source: 'clock',
      'detail-type': 'Tick',
      detail: { n: 1 },
    });
  });
});

describe('a delivery that fails', () => {
  const deadLetters = { DeadLetterConfig: { Arn: queueArn('dead') }, Input: '{"n":"<aws.scheduler.attempt-number>"}' };
  const fail = async (error: Error, targetProperties: object) => {
    const resource = tick('at(2026-06-01T00:00:05)', {}, { ...deadLetters, ...targetProperties });
    const run = await runScheduler([resource], '2026-06-01T00:00:00Z');
    run.receivers.answer = (delivery) => {
      if (delivery.target === target) throw error;
    };
    run.clock.set('2026-06-01T00:00:05Z');
    await eventually(() => expect(run.receivers.taken).toHaveLength(1));
    const [letter] = run.receivers.taken;
    const attributes = Object.entries(letter?.attributes ?? {}).map(([name, { value }]) => [name, value]);
    return { ...run, letter, attributes: Object.fromEntries(attributes) };
  };

  test('is tried again as often as its policy says, and then goes to the dead letters, by the same role', async () => {
    const retry = { RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 60 } };
    const { receivers, letter, attributes } = await fail(new Error('try later'), retry);
    expect(receivers.attempts(target)).toBe(3);
    expect(receivers.outcomes('tick')).toEqual(['failed', 'failed', 'gave up', 'delivered']);
    expect(letter).toMatchObject({ target: queueArn('dead'), payload: '{"n":"3"}', by: { roleArn } });
    expect(attributes).toEqual({
      ERROR_CODE: 'InternalServerException',
      ERROR_MESSAGE: 'try later',
      EXECUTION_ID: expect.stringMatching(/^[0-9a-f]{16}$/),
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      IS_PAYLOAD_TRUNCATED: 'false',
      RETRY_ATTEMPTS: '2',
      SCHEDULED_TIME: '2026-06-01T00:00:05Z',
      SCHEDULE_ARN: scheduleArn,
      TARGET_ARN: target,
    });
  });

  test('is not tried again where it is denied, or can never be made', async () => {
    const needed = { action: 'lambda:InvokeFunction', resource: target };
    const denied = await fail(new AccessDenied('not authorized to perform: lambda:InvokeFunction', needed), {});
    expect(denied.receivers.attempts(target)).toBe(1);
    expect(denied.attributes).toMatchObject({ ERROR_CODE: 'AccessDeniedException', RETRY_ATTEMPTS: '0' });
    expect(denied.attributes).not.toHaveProperty('EXHAUSTED_RETRY_CONDITION');
    expect(denied.receivers.reports[0]).toMatchObject({
      source: 'tick',
      target: 'work',
      outcome: 'denied',
      detail: expect.stringContaining('lambda:InvokeFunction'),
    });
    const lost = await fail(new NotDeliverable('no such function'), {});
    expect(lost.attributes).toMatchObject({
      ERROR_CODE: 'ResourceNotFoundException',
      ERROR_MESSAGE: 'no such function',
    });
  });

  test('is denied each time anew', async () => {
    const { clock, receivers } = await runScheduler([tick('rate(1 minute)')], '2026-06-01T00:00:00Z');
    receivers.answer = () => {
      throw new AccessDenied('no', { action: 'lambda:InvokeFunction', resource: target });
    };
    await eventually(() => expect(clock.nextWake).toBe('2026-06-01T00:01:00.000Z'));
    clock.set('2026-06-01T00:01:00Z');
    await eventually(() => expect(receivers.outcomes('tick')).toEqual(['denied', 'denied']));
  });
});

describe('the start is stopped, with the place,', () => {
  test.each<[string, object, string]>([
    [
      'by an expression that is none',
      { ScheduleExpression: 'rate(0 minutes)' },
      'Invalid Schedule Expression rate(0 minutes)',
    ],
    ['by a zone that is none', { ScheduleExpressionTimezone: 'Mars/Base' }, '"Mars/Base" is no time zone'],
    ['by a group that is not there', { GroupName: 'other' }, 'there is no schedule group other'],
    [
      'by a universal target',
      { Target: { Arn: 'arn:aws:scheduler:::aws-sdk:sqs:sendMessage', RoleArn: roleArn } },
      'aws-sdk:sqs:sendMessage cannot be run locally',
    ],
    ['by a target without a role', { Target: { Arn: target } }, 'RoleArn must not be null'],
    [
      'by input that is no JSON',
      { Target: { Arn: target, RoleArn: roleArn, Input: '{' } },
      'Target.Input is not valid JSON',
    ],
    [
      'by a retry policy out of bounds',
      { Target: { Arn: target, RoleArn: roleArn, RetryPolicy: { MaximumRetryAttempts: 186 } } },
      'RetryPolicy.MaximumRetryAttempts is not from 0 to 185',
    ],
    ['by no flexible window', { FlexibleTimeWindow: {} }, 'FlexibleTimeWindow.Mode'],
  ])('%s', (_what, properties, message) => {
    const { ...resource } = tick('rate(1 minute)');
    const wrong = declared(resource.type, 'Tick', { ...resource.properties, ...properties });
    expect(() => readSchedules([wrong], environment)).toThrow(message);
    expect(() => readSchedules([wrong], environment)).toThrow('app Tick (app/Tick)');
  });
});
