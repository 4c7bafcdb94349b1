import { onTestFinished } from 'vitest';
import { readSchedules } from '../../../local/endpoint/services/scheduler/read-schedules.ts';
import { openScheduler } from '../../../local/endpoint/services/scheduler/scheduler.ts';
import { Storage } from '../../../local/storage.ts';
import type { JsonObject, Resource } from '../../../local/template/resources.ts';
import { declared, environment, functionArn, Receivers, roleArn } from '../eventbridge/support.ts';
import { ManualClock } from './manual-clock.ts';

export const target = functionArn('work');
export const scheduleArn = 'arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick';

/** A schedule `tick` that calls a function, as a template has it. */
export function tick(expression: string, properties: JsonObject = {}, targetProperties: JsonObject = {}): Resource {
  return declared('AWS::Scheduler::Schedule', 'Tick', {
    Name: 'tick',
    ScheduleExpression: expression,
    FlexibleTimeWindow: { Mode: 'OFF' },
    Target: { Arn: target, RoleArn: roleArn, ...targetProperties },
    ...properties,
  });
}

/** A run of Scheduler with a clock that the test moves; with the storage of an earlier run it goes on from there. */
export async function runScheduler(resources: Resource[], time: string, storage?: Storage) {
  const kept = storage ?? (await Storage.open());
  const clock = new ManualClock(time);
  const receivers = new Receivers();
  const scheduler = await openScheduler({
    environment,
    schedules: readSchedules(resources, environment),
    storage: kept,
    targets: receivers,
    onEvent: receivers.onEvent,
    onFault: receivers.onFault,
    clock,
  });
  onTestFinished(() => scheduler.close());
  scheduler.start();
  return { scheduler, clock, receivers, storage: kept };
}
