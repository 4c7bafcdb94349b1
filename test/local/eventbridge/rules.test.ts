import { describe, expect, test } from 'vitest';
import { AccessDenied } from '../../../local/endpoint/access.ts';
import { readEventBuses } from '../../../local/endpoint/services/events/read-rules.ts';
import { NotDeliverable } from '../../../local/targets.ts';
import { bus, busArn, fromS3, rule, runEvents } from './run-events.ts';
import { environment, eventually, functionArn, queueArn, roleArn } from './support.ts';

const work = functionArn('work:live');
const ruleArn = 'arn:aws:events:us-east-1:000000000000:rule/uploads';

const uploads = (target: object, properties: object = {}) =>
  rule('uploads', {
    EventPattern: { source: ['aws.s3'], detail: { object: { key: [{ prefix: 'in/' }] } } },
    Targets: [{ Id: 'work', Arn: work, ...target }],
    ...properties,
  });

const upload = fromS3({ object: { key: 'in/a.csv' } });

test("an event of a bucket comes to the default bus without a policy, and to the rule's target for the rule", async () => {
  const { events, receivers, gate } = await runEvents([uploads({})]);
  await events.receive(upload);
  await events.receive(fromS3({ object: { key: 'out/a.csv' } }));
  await eventually(() => expect(receivers.taken).toHaveLength(1));
  expect(receivers.taken[0]).toEqual({
    target: work,
    payload: upload.payload,
    by: { service: 'events.amazonaws.com', sourceArn: ruleArn },
  });
  expect(receivers.reports).toMatchObject([
    { source: 'uploads', target: 'work:live', what: 'Object Created', outcome: 'delivered' },
  ]);
  expect(gate.asked).toEqual([]);
});

test('a target with a role is reached in it', async () => {
  const { events, receivers } = await runEvents([
    uploads({ RoleArn: roleArn, Arn: queueArn('a.fifo'), SqsParameters: { MessageGroupId: 'g' } }),
  ]);
  await events.receive(upload);
  await eventually(() =>
    expect(receivers.taken).toMatchObject([{ by: { service: 'events.amazonaws.com', roleArn }, groupId: 'g' }]),
  );
});

test('a disabled rule brings nothing', async () => {
  const enabled = rule('enabled', { EventPattern: { source: ['aws.s3'] }, Targets: [{ Id: 'a', Arn: queueArn('a') }] });
  const { events, receivers } = await runEvents([uploads({}, { State: 'DISABLED' }), enabled]);
  await events.receive(upload);
  await events.receive(upload);
  await eventually(() => expect(receivers.outcomes('enabled')).toHaveLength(2));
  expect(receivers.outcomes('uploads')).toEqual([]);
});

test('a rule can be on another bus, which only those come to whom policies let in', async () => {
  const onShop = rule('on-shop', {
    EventBusName: 'shop',
    EventPattern: { source: [{ prefix: '' }] },
    Targets: [{ Id: 'a', Arn: work }],
  });
  const { events, receivers, gate } = await runEvents([bus('shop'), onShop]);
  await events.receive(fromS3({}, busArn('shop')));
  await eventually(() => expect(receivers.taken).toHaveLength(1));
  const context = { 'events:source': ['aws.s3'], 'events:detail-type': ['Object Created'] };
  expect(gate.asked.map(({ needed }) => needed)).toEqual([
    { action: 'events:PutEvents', resource: busArn('shop'), context },
  ]);
  gate.refuse = (_actor, needed) => {
    throw new AccessDenied('no', needed);
  };
  await expect(events.receive(fromS3({}, busArn('shop')))).rejects.toThrow(AccessDenied);
  const ofRule = { service: 'events.amazonaws.com', sourceArn: ruleArn };
  await expect(events.receive({ ...upload, by: ofRule })).rejects.toThrow(AccessDenied);
});

test('a bus takes events only, and there must be one', async () => {
  const { events } = await runEvents([]);
  await expect(events.receive({ ...upload, payload: 'no event' })).rejects.toThrow(NotDeliverable);
  await expect(events.receive({ ...upload, payload: '{"source":"a"}' })).rejects.toThrow(NotDeliverable);
  await expect(events.receive({ ...upload, target: busArn('none') })).rejects.toThrow(NotDeliverable);
});

test('what was acknowledged is delivered by the next run, where the first was killed', async () => {
  const first = await runEvents([uploads({})]);
  first.receivers.answer = () => {
    throw new Error('busy');
  };
  await first.events.receive(upload);
  await first.events.close();
  expect(first.receivers.taken).toEqual([]);
  const second = await runEvents([], first.storage);
  await eventually(() => expect(second.receivers.taken).toMatchObject([{ target: work, payload: upload.payload }]));
  await eventually(async () => expect(await second.storage.part('events-deliveries').keys().all()).toEqual([]));
});

test('a changed template decides from then on', async () => {
  const { events, receivers } = await runEvents([]);
  await events.receive(upload);
  await events.replace(readEventBuses([uploads({})], environment));
  await events.receive(upload);
  await eventually(() => expect(receivers.taken).toHaveLength(1));
});

describe('a delivery that fails', () => {
  const deadLetterArn = queueArn('dead');
  const fail = async (error: Error, target: object = {}) => {
    const run = await runEvents([uploads({ DeadLetterConfig: { Arn: deadLetterArn }, ...target })]);
    run.receivers.answer = (delivery) => {
      if (delivery.target === work) throw error;
    };
    await run.events.receive(upload);
    await eventually(() => expect(run.receivers.taken).toHaveLength(1));
    const [letter] = run.receivers.taken;
    const attributes = Object.entries(letter?.attributes ?? {}).map(([name, { value }]) => [name, value]);
    return { ...run, letter, attributes: Object.fromEntries(attributes) };
  };

  test('is tried again as often as its policy says, and then goes to the dead letters', async () => {
    const { receivers, letter, attributes } = await fail(new Error('busy'), {
      RetryPolicy: { MaximumRetryAttempts: 1 },
    });
    expect(receivers.attempts(work)).toBe(2);
    expect(letter).toMatchObject({
      target: deadLetterArn,
      payload: upload.payload,
      by: { service: 'events.amazonaws.com', sourceArn: ruleArn },
    });
    expect(attributes).toEqual({
      RULE_ARN: ruleArn,
      TARGET_ARN: work,
      ERROR_CODE: 'ERROR_FROM_TARGET',
      ERROR_MESSAGE: 'busy',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '1',
    });
  });

  test('is not tried again where it is denied, or its target is not there', async () => {
    const denied = await fail(
      new AccessDenied('no lambda:InvokeFunction', { action: 'lambda:InvokeFunction', resource: work }),
    );
    expect(denied.receivers.attempts(work)).toBe(1);
    expect(denied.attributes).toMatchObject({ ERROR_CODE: 'NO_PERMISSIONS', RETRY_ATTEMPTS: '0' });
    expect(denied.receivers.reports[0]).toMatchObject({ outcome: 'denied', detail: 'no lambda:InvokeFunction' });
    const lost = await fail(new NotDeliverable('no such function'));
    expect(lost.attributes).toMatchObject({ ERROR_CODE: 'NO_RESOURCE' });
  });

  test('may succeed at a later attempt', async () => {
    const run = await runEvents([uploads({})]);
    run.receivers.answer = (_delivery, earlier) => {
      if (earlier === 0) throw new Error('busy');
    };
    await run.events.receive(upload);
    await eventually(() => expect(run.receivers.outcomes('uploads')).toEqual(['failed', 'delivered']));
  });

  test('is dropped where the dead letters are denied, and that is told', async () => {
    const run = await runEvents([uploads({ DeadLetterConfig: { Arn: deadLetterArn } })]);
    run.receivers.answer = ({ target }) => {
      const action = target === work ? 'lambda:InvokeFunction' : 'sqs:SendMessage';
      throw new AccessDenied(`not ${action}`, { action, resource: target });
    };
    await run.events.receive(upload);
    await eventually(() =>
      expect(run.receivers.reports.map(({ detail }) => detail)).toEqual([
        'not lambda:InvokeFunction',
        'not sqs:SendMessage',
      ]),
    );
    await eventually(async () => expect(await run.storage.part('events-deliveries').keys().all()).toEqual([]));
  });
});

test('a rule with a schedule fires after its interval, with a scheduled event', async () => {
  const hourly = rule('hourly', { ScheduleExpression: 'rate(1 hour)', Targets: [{ Id: 'a', Arn: work }] });
  const { clock, receivers } = await runEvents([hourly]);
  expect(clock.nextWake).toBe('2026-06-01T01:00:00.000Z');
  clock.set('2026-06-01T01:00:00Z');
  await eventually(() => expect(receivers.taken).toHaveLength(1));
  expect(receivers.payloads(work)).toMatchObject([
    {
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      time: '2026-06-01T01:00:00Z',
      resources: ['arn:aws:events:us-east-1:000000000000:rule/hourly'],
      detail: {},
    },
  ]);
});

test('names and ARNs are as on AWS', () => {
  const onShop = rule('orders', { EventBusName: busArn('shop'), EventPattern: '{}' });
  expect(onShop).toMatchObject({
    ref: 'shop|orders',
    attributes: { Arn: 'arn:aws:events:us-east-1:000000000000:rule/shop/orders' },
  });
  expect(uploads({})).toMatchObject({ ref: 'uploads', attributes: { Arn: ruleArn } });
  expect(bus('shop')).toMatchObject({ ref: 'shop', attributes: { Arn: busArn('shop'), Name: 'shop' } });
});

describe('the start is stopped, with the place,', () => {
  test.each<[string, object, string]>([
    [
      'by a pattern that is refused',
      { EventPattern: { source: 's3' } },
      'EventPattern: "source" must be an object or an array',
    ],
    ['by text that is no pattern', { EventPattern: '{' }, 'EventPattern: '],
    [
      'by a schedule that is none',
      { ScheduleExpression: 'cron(0 0 * * * *)' },
      'ScheduleExpression: one of the day-of-month',
    ],
    [
      'by a schedule that fires once',
      { ScheduleExpression: 'at(2026-01-01T00:00:00)' },
      'ScheduleExpression is not valid',
    ],
    ['by a plural of one', { ScheduleExpression: 'rate(1 minutes)' }, 'ScheduleExpression is not valid'],
    [
      'by a schedule on another bus',
      { ScheduleExpression: 'rate(1 hour)', EventBusName: 'shop' },
      'only rules of the default event bus',
    ],
    ['by a bus that is not there', { EventBusName: 'none' }, 'EventBusName: there is no event bus none'],
    [
      'by neither pattern nor schedule',
      { EventPattern: undefined },
      'a rule needs an EventPattern or a ScheduleExpression',
    ],
    [
      'by a target that does not run here',
      { Targets: [{ Id: 'a', Arn: 'arn:aws:ecs:us-east-1:0:cluster/a' }] },
      'Targets[0]: the target arn:aws:ecs:us-east-1:0:cluster/a cannot be run locally',
    ],
    [
      'by a limit out of bounds',
      { Targets: [{ Id: 'a', Arn: work, RetryPolicy: { MaximumEventAgeInSeconds: 59 } }] },
      'MaximumEventAgeInSeconds is not from 60 to 86400',
    ],
    [
      'by two inputs',
      { Targets: [{ Id: 'a', Arn: work, Input: '{}', InputPath: '$' }] },
      'only one of Input, InputPath and InputTransformer',
    ],
  ])('%s', (_what, properties, message) => {
    const { EventPattern, ...rest } = { EventPattern: { source: ['a'] }, ...properties };
    const wrong = rule('wrong', { ...(EventPattern !== undefined && { EventPattern }), ...rest });
    const read = () => readEventBuses([bus('shop'), wrong], environment);
    expect(read).toThrow(message);
    expect(read).toThrow('app wrong (app/wrong)');
  });
});
