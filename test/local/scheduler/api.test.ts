import {
  CreateScheduleCommand,
  type CreateScheduleCommandInput,
  DeleteScheduleCommand,
  GetScheduleCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  SchedulerClient,
  UpdateScheduleCommand,
} from '@aws-sdk/client-scheduler';
import { expect, onTestFinished, test } from 'vitest';
import { readSchedules } from '../../../local/endpoint/services/scheduler/read-schedules.ts';
import { inline, roleResource } from '../endpoint/resources.ts';
import { behindEndpoint, environment, eventually, roleArn } from '../eventbridge/support.ts';
import { runScheduler, scheduleArn, target, tick } from './support.ts';

const later = (properties: Partial<CreateScheduleCommandInput> = {}): CreateScheduleCommandInput => ({
  Name: 'later',
  ScheduleExpression: 'at(2026-06-02T00:00:00)',
  FlexibleTimeWindow: { Mode: 'OFF' },
  Target: { Arn: target, RoleArn: roleArn, Input: '{}' },
  ...properties,
});

const laterArn = scheduleArn.replace('tick', 'later');

async function withClient(...statements: object[]) {
  const run = await runScheduler([tick('rate(1 hour)', { StartDate: '2026-06-01T12:00:00Z' })], '2026-06-01T00:00:00Z');
  const { asRoot, asRole } = await behindEndpoint(run.scheduler, [
    roleResource(inline(...statements.map((one) => ({ ...one })))),
  ]);
  const client = new SchedulerClient(statements.length === 0 ? asRoot : asRole());
  onTestFinished(() => client.destroy());
  return { ...run, client };
}

test('a client makes, reads, changes, lists and deletes schedules', async () => {
  const { client, clock, receivers } = await withClient();
  expect(await client.send(new CreateScheduleCommand(later({ Description: 'once' })))).toMatchObject({
    ScheduleArn: laterArn,
  });
  expect(await client.send(new GetScheduleCommand({ Name: 'later' }))).toMatchObject({
    Arn: laterArn,
    GroupName: 'default',
    Description: 'once',
    State: 'ENABLED',
    ScheduleExpressionTimezone: 'UTC',
    ActionAfterCompletion: 'NONE',
    CreationDate: new Date('2026-06-01T00:00:00Z'),
    Target: { Arn: target, RoleArn: roleArn, Input: '{}' },
  });
  const fromTemplate = await client.send(new GetScheduleCommand({ Name: 'tick', GroupName: 'default' }));
  expect(fromTemplate.StartDate).toEqual(new Date('2026-06-01T12:00:00Z'));

  const first = await client.send(new ListSchedulesCommand({ GroupName: 'default', MaxResults: 1 }));
  const second = await client.send(new ListSchedulesCommand({ MaxResults: 1, NextToken: first.NextToken }));
  expect([...(first.Schedules ?? []), ...(second.Schedules ?? [])].map(({ Name }) => Name)).toEqual(['later', 'tick']);
  expect(second.NextToken).toBeUndefined();
  expect((await client.send(new ListSchedulesCommand({ NamePrefix: 'ti' }))).Schedules).toHaveLength(1);
  expect((await client.send(new ListSchedulesCommand({ State: 'DISABLED' }))).Schedules).toEqual([]);

  const sooner = later({ ScheduleExpression: 'at(2026-06-01T01:00:00)', ActionAfterCompletion: 'DELETE' });
  await client.send(new UpdateScheduleCommand(sooner));
  expect((await client.send(new GetScheduleCommand({ Name: 'later' }))).Description).toBeUndefined();
  clock.set('2026-06-01T01:00:00Z');
  await eventually(() => expect(receivers.taken).toHaveLength(1));
  await eventually(() => expect(clock.nextWake).toBe('2026-06-01T12:00:00.000Z'));
  await expect(client.send(new GetScheduleCommand({ Name: 'later' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
    message: 'Schedule later does not exist.',
  });
  await client.send(new DeleteScheduleCommand({ Name: 'tick' }));
  expect(clock.nextWake).toBeUndefined();
});

test('a request whose answer was lost can be sent again', async () => {
  const { client } = await withClient();
  await client.send(new CreateScheduleCommand(later({ ClientToken: 'token' })));
  expect(await client.send(new CreateScheduleCommand(later({ ClientToken: 'token' })))).toMatchObject({
    ScheduleArn: laterArn,
  });
  await expect(client.send(new CreateScheduleCommand(later()))).rejects.toMatchObject({
    name: 'ConflictException',
    message: 'Schedule later already exists.',
  });
});

test('what cannot be is refused', async () => {
  const { client } = await withClient();
  const refusal = (properties: Partial<CreateScheduleCommandInput>) =>
    client.send(new CreateScheduleCommand(later(properties)));
  await expect(refusal({ ScheduleExpression: 'at(2026-05-01T00:00:00)' })).rejects.toMatchObject({
    name: 'ValidationException',
    message: 'Invalid Schedule Expression at(2026-05-01T00:00:00): its time is in the past',
  });
  await expect(refusal({ ScheduleExpression: 'soon' })).rejects.toThrow('Invalid Schedule Expression soon');
  await expect(refusal({ Name: 'a name' })).rejects.toMatchObject({ name: 'ValidationException' });
  await expect(refusal({ GroupName: 'other' })).rejects.toThrow('Schedule group other does not exist.');
  await expect(refusal({ Target: { Arn: 'arn:aws:ecs:us-east-1:0:cluster/a', RoleArn: roleArn } })).rejects.toThrow(
    'cannot be run locally',
  );
  await expect(client.send(new UpdateScheduleCommand(later()))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(client.send(new DeleteScheduleCommand({ Name: 'later' }))).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  await expect(client.send(new ListScheduleGroupsCommand({}))).rejects.toThrow('is not run locally');
});

test('a role needs the action on the schedule, and to be allowed to pass the role on', async () => {
  const create = { Effect: 'Allow', Action: 'scheduler:CreateSchedule', Resource: laterArn };
  const pass = {
    Effect: 'Allow',
    Action: 'iam:PassRole',
    Resource: roleArn,
    Condition: { StringEquals: { 'iam:PassedToService': 'scheduler.amazonaws.com' } },
  };
  const without = await withClient(create);
  await expect(without.client.send(new CreateScheduleCommand(later()))).rejects.toMatchObject({
    name: 'AccessDeniedException',
    message: expect.stringContaining('iam:PassRole'),
  });
  const both = await withClient(create, pass);
  await both.client.send(new CreateScheduleCommand(later()));
  await expect(both.client.send(new CreateScheduleCommand(later({ Name: 'other' })))).rejects.toThrow(
    'scheduler:CreateSchedule',
  );
});

test('what clients made stays when the template changes and over restarts', async () => {
  const { client, scheduler, storage } = await withClient();
  await client.send(new CreateScheduleCommand(later()));
  await scheduler.replace(readSchedules([], environment));
  await scheduler.close();
  const { clock } = await runScheduler([], '2026-06-01T08:00:00Z', storage);
  expect(clock.nextWake).toBe('2026-06-02T00:00:00.000Z');
});
