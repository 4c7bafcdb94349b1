import { describe, expect, test, vi } from 'vitest';
import { createAccess } from '../../../../local/endpoint/checked-access.ts';
import { createIdentities } from '../../../../local/endpoint/credentials.ts';
import { createResourcePolicies } from '../../../../local/endpoint/resource-policies.ts';
import { rolesFrom } from '../../../../local/endpoint/roles.ts';
import { InvokeRefusal } from '../../../../local/functions/failures.ts';
import { NotDeliverable } from '../../../../local/targets.ts';
import { inline, roleResource } from '../../endpoint/resources.ts';
import {
  answered,
  arnOf,
  environment,
  failed,
  mailer,
  mailerArn,
  roleArn,
  runOf,
  stopClock,
  until,
} from './harness.ts';

const queue = arnOf('sqs', 'failures');
const topic = arnOf('sns', 'alarms');
const bus = arnOf('events', 'event-bus/results');
const latest = `${mailerArn}:$LATEST`;
const byMailer = { roleArn, service: 'lambda.amazonaws.com' };
const isTime = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

describe('the record of an invocation', () => {
  test('that failed for good holds the event, the last error and how often it was tried', async () => {
    stopClock();
    let number = 0;
    const requestIds: (string | undefined)[] = [];
    const { send, delivered } = await runOf({
      invoke: async (_reference, _event, { requestId }) => {
        requestIds.push(requestId);
        number += 1;
        return failed(`failure ${number}`);
      },
      configs: { [latest]: { onFailure: queue, onSuccess: topic } },
    });
    await send({ to: 'ana', orders: [1, 2] });
    await until(() => delivered.length > 0);
    expect(delivered).toEqual([{ target: queue, by: byMailer, payload: expect.any(String) }]);
    expect(JSON.parse(delivered[0]?.payload ?? '')).toEqual({
      version: '1.0',
      timestamp: isTime,
      requestContext: {
        requestId: requestIds[0],
        functionArn: latest,
        condition: 'RetriesExhausted',
        approximateInvokeCount: 3,
      },
      requestPayload: { to: 'ana', orders: [1, 2] },
      responseContext: { statusCode: 200, executedVersion: '$LATEST', functionError: 'Unhandled' },
      responsePayload: { errorType: 'Error', errorMessage: 'failure 3' },
    });
  });

  test('that succeeded holds the answer, and names alias and version', async () => {
    stopClock();
    const live = `${mailerArn}:live`;
    const { send, delivered } = await runOf({
      invoke: async () => answered({ sent: true }),
      functions: [{ ...mailer, published: { live: '1' } }],
      configs: { [live]: { onSuccess: queue, onFailure: topic } },
    });
    await send({}, live);
    await until(() => delivered.length > 0);
    expect(delivered).toMatchObject([{ target: queue, by: byMailer }]);
    expect(JSON.parse(delivered[0]?.payload ?? '')).toEqual({
      version: '1.0',
      timestamp: isTime,
      requestContext: {
        requestId: expect.any(String),
        functionArn: live,
        condition: 'Success',
        approximateInvokeCount: 1,
      },
      requestPayload: {},
      responseContext: { statusCode: 200, executedVersion: '1' },
      responsePayload: { sent: true },
    });
  });

  test('that was never taken holds no answer', async () => {
    stopClock();
    const { send, delivered } = await runOf({
      invoke: async () => {
        throw new InvokeRefusal('TooManyRequestsException', 'Rate Exceeded.');
      },
      configs: { [latest]: { maximumAge: 60, onFailure: queue } },
    });
    await send(1);
    await until(() => delivered.length > 0);
    const record = JSON.parse(delivered[0]?.payload ?? '');
    expect(record.requestContext).toMatchObject({ condition: 'EventAgeExceeded', approximateInvokeCount: 0 });
    expect(record.responseContext).toEqual({ statusCode: 429 });
    expect(record).not.toHaveProperty('responsePayload');
  });

  test('of a function whose reserved concurrency is 0 comes at once', async () => {
    stopClock();
    const invoke = vi.fn();
    const { send, delivered } = await runOf({
      invoke,
      functions: [{ ...mailer, reservedConcurrency: 0, deadLetterTarget: topic }],
      configs: { [latest]: { onFailure: queue } },
    });
    await send(null);
    await until(() => delivered.length > 1);
    const record = JSON.parse(delivered[0]?.payload ?? '');
    expect(record.requestContext).toMatchObject({ condition: 'ZeroReservedConcurrency', approximateInvokeCount: 0 });
    expect(record).not.toHaveProperty('responseContext');
    expect(delivered[1]?.attributes).not.toHaveProperty('ErrorCode');
    expect(invoke).not.toHaveBeenCalled();
  });

  test.each([
    { outcome: 'Success', invoke: async () => answered('sent') },
    { outcome: 'Failure', invoke: async () => failed('no post today') },
  ])('is the detail of an event where a bus gets it: $outcome', async ({ outcome, invoke }) => {
    stopClock();
    const configs = { [latest]: { retries: 0, onSuccess: bus, onFailure: bus } };
    const { send, delivered } = await runOf({ invoke, configs });
    await send({ to: 'ana' });
    await until(() => delivered.length > 0);
    expect(delivered).toMatchObject([{ target: bus, by: byMailer }]);
    expect(JSON.parse(delivered[0]?.payload ?? '')).toEqual({
      version: '0',
      id: expect.any(String),
      'detail-type': `Lambda Function Invocation Result - ${outcome}`,
      source: 'lambda',
      account: '000000000000',
      time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
      region: 'us-east-1',
      resources: [bus, latest],
      detail: expect.objectContaining({ version: '1.0', requestPayload: { to: 'ana' } }),
    });
  });

  test('can be the event of another function', async () => {
    stopClock();
    const clerk = { ...mailer, name: 'clerk', label: 'Post/Clerk', arn: arnOf('lambda', 'function:clerk') };
    const { send, reports } = await runOf({
      invoke: async (_reference, event) => answered(event),
      functions: [mailer, clerk],
      configs: { [latest]: { onSuccess: clerk.arn }, [`${clerk.arn}:$LATEST`]: { onSuccess: queue } },
    });
    await send({ to: 'ana' });
    await until(() => reports.length === 4);
    expect(reports).toMatchObject([
      { source: 'orders', target: 'Post/Mailer' },
      { source: 'Post/Mailer', target: 'clerk', what: 'invocation record', outcome: 'delivered' },
      { source: 'mailer', target: 'Post/Clerk', outcome: 'delivered' },
      { source: 'Post/Clerk', target: 'failures', outcome: 'delivered' },
    ]);
  });
});

describe('a dead letter', () => {
  test('is the event itself, with what went wrong in its attributes, beside the record', async () => {
    stopClock();
    const { send, delivered } = await runOf({
      invoke: async () => failed(`!${'é'.repeat(600)}`),
      functions: [{ ...mailer, deadLetterTarget: topic }],
      configs: { [latest]: { retries: 0, onFailure: queue } },
    });
    await send({ to: 'ana' });
    await until(() => delivered.length > 1);
    expect(delivered[0]).toMatchObject({ target: queue });
    expect(delivered[1]).toEqual({
      target: topic,
      payload: '{"to":"ana"}',
      by: byMailer,
      attributes: {
        RequestID: { type: 'String', value: JSON.parse(delivered[0]?.payload ?? '').requestContext.requestId },
        ErrorCode: { type: 'Number', value: '200' },
        ErrorMessage: { type: 'String', value: `!${'é'.repeat(511)}` },
      },
    });
  });

  test('is not made of an event that is done', async () => {
    stopClock();
    const functions = [{ ...mailer, deadLetterTarget: queue }];
    const { send, delivered, reports } = await runOf({ invoke: async () => answered('sent'), functions });
    await send({});
    await until(() => reports.length > 0);
    expect(delivered).toEqual([]);
  });
});

describe('a destination', () => {
  test('that the policies of the function do not allow is named with the action, and another is still told', async () => {
    stopClock();
    const statement = { Effect: 'Allow', Action: 'sns:Publish', Resource: topic };
    const roles = rolesFrom([roleResource(inline(statement), 'mailer')]);
    const access = createAccess({
      environment,
      identities: createIdentities('000000000000', roles),
      resourcePolicies: createResourcePolicies(),
    });
    const { send, delivered, reports } = await runOf({
      invoke: async () => failed('no post today'),
      functions: [{ ...mailer, deadLetterTarget: topic }],
      configs: { [latest]: { retries: 0, onFailure: queue } },
      access: { check: (by, needed) => 'roleArn' in by && access.check(by, needed) },
      take: async ({ target, by }) => {
        const action = target === queue ? 'sqs:SendMessage' : 'sns:Publish';
        access.check(by, { action, resource: target });
      },
    });
    await send({});
    await until(() => delivered.length > 0);
    expect(delivered).toMatchObject([{ target: topic }]);
    expect(reports.find(({ outcome }) => outcome === 'denied')).toMatchObject({
      source: 'Post/Mailer',
      target: 'failures',
      detail: expect.stringContaining('is not authorized to perform: sqs:SendMessage on resource'),
    });
  });

  test('that may take its delivery later is tried again, alone', async () => {
    stopClock();
    let attempts = 0;
    const { send, delivered, reports } = await runOf({
      invoke: async () => failed('no post today'),
      functions: [{ ...mailer, deadLetterTarget: topic }],
      configs: { [latest]: { retries: 0, onFailure: queue } },
      take: async ({ target }) => {
        attempts += target === queue ? 1 : 0;
        if (target === queue && attempts < 4) throw new Error('The disk is full.');
      },
    });
    await send({});
    await until(() => delivered.length === 2);
    expect(delivered).toMatchObject([{ target: topic }, { target: queue }]);
    expect(reports.filter(({ detail }) => detail === 'The disk is full.')).toHaveLength(3);
  });

  test('that can never take its delivery is given up', async () => {
    stopClock();
    const take = vi.fn(async () => {
      throw new NotDeliverable('There is no queue failures.');
    });
    const configs = { [latest]: { retries: 0, onFailure: queue } };
    const { send, reports } = await runOf({ invoke: async () => failed('no post today'), configs, take });
    await send({});
    await until(() => reports.length === 2);
    expect(reports[1]).toMatchObject({ outcome: 'gave up', detail: 'There is no queue failures.' });
    expect(take).toHaveBeenCalledTimes(1);
  });
});
