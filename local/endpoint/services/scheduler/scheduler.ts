import { RetriedDeliveries } from '../../../deliveries/retried-deliveries.ts';
import type { OnEvent } from '../../../event-report.ts';
import type { KeptJob } from '../../../jobs.ts';
import { type Clock, systemClock } from '../../../schedules/clock.ts';
import { Clockwork, type Timed } from '../../../schedules/clockwork.ts';
import type { Part, Storage } from '../../../storage.ts';
import type { Targets } from '../../../targets.ts';
import type { Environment } from '../../../template/resources.ts';
import type { Service } from '../../service.ts';
import { restJson } from '../lambda/rest-json.ts';
import { internalError, throttlingErrors } from './errors.ts';
import { deliveryAt, fillInAttempt, type ScheduledDelivery } from './firing.ts';
import { openOperation } from './operations.ts';
import type { DeclaredSchedules } from './read-schedules.ts';
import type { Schedule } from './schedule.ts';
import { ScheduleStore } from './schedule-store.ts';

export interface SchedulerOptions {
  readonly environment: Environment;
  /** The schedules and groups of the template, as `readSchedules` gives them. */
  readonly schedules: DeclaredSchedules;
  /** Where schedules are kept, when they have fired, and deliveries under way. */
  readonly storage: Storage;
  readonly targets: Pick<Targets, 'deliver'>;
  readonly onEvent: OnEvent;
  /** Told of what went wrong by a fault of this program; what was under way is tried again. */
  readonly onFault: (error: unknown) => void;
  /** @default the machine's */
  readonly clock?: Clock;
}

/** EventBridge Scheduler, as a service of the local endpoint too. */
export interface Scheduler extends Service {
  /** Follows a changed template. */
  replace(schedules: DeclaredSchedules): Promise<void>;
  /** Begins to fire. */
  start(): void;
  /** Waits for what is under way. What is not delivered stays kept. */
  close(): Promise<void>;
}

interface TimedSchedule extends Timed {
  readonly schedule: Schedule;
}

/**
 * Opens Scheduler with the schedules of a template. A one-time schedule whose time came while no run was there fires as
 * soon as one is; one whose time was over when it was first seen never does (AWS refuses to make such a schedule).
 */
export async function openScheduler(options: SchedulerOptions): Promise<Scheduler> {
  const { environment, storage, targets, onEvent, onFault, clock = systemClock } = options;
  const part = storage.part<KeptJob<ScheduledDelivery>>('scheduler-deliveries');
  const begun = await latestTimes(part);
  const deliveries = await RetriedDeliveries.open<ScheduledDelivery>({
    part,
    targets,
    onEvent,
    onFault,
    errorCodes: {
      denied: 'AccessDeniedException',
      undeliverable: 'ResourceNotFoundException',
      failed: 'InternalServerException',
    },
    fillIn: fillInAttempt,
  });
  const store = await ScheduleStore.open(storage.part('scheduler-schedules'), environment);
  const clockwork = new Clockwork<TimedSchedule>({
    clock,
    part: storage.part('scheduler-times'),
    fire: ({ schedule }, time) => deliveries.add(deliveryAt(schedule, time, environment)),
    onEnd: ({ schedule }) => {
      if (schedule.isDeletedAtEnd) store.delete(schedule.arn).then(changed).catch(onFault);
    },
    onFault,
    begun,
  });
  const changed = () => clockwork.replace(timedSchedules(store.schedules()));
  let { groups } = options.schedules;
  const follow = async (declared: DeclaredSchedules) => {
    groups = declared.groups;
    await store.follow(declared.schedules, clock.now());
    await changed();
  };
  await follow(options.schedules);

  const scheduling = { environment, store, groups: () => groups, now: clock.now, changed };
  return {
    name: 'scheduler',
    protocol: restJson,
    throttlingErrors,
    internalError,
    open: (request) => {
      const { operation, authorizations, run } = openOperation(request, scheduling);
      return { operation, authorizations, run: async () => ({ status: 200, body: JSON.stringify(await run()) }) };
    },
    replace: follow,
    start: () => {
      deliveries.start();
      clockwork.start();
    },
    close: async () => {
      await clockwork.close();
      await deliveries.close();
    },
  };
}

/** The latest time of each schedule for which a delivery is kept. */
async function latestTimes(part: Part<KeptJob<ScheduledDelivery>>): Promise<Map<string, number>> {
  const times = new Map<string, number>();
  for await (const { job } of part.values()) {
    times.set(job.scheduleArn, Math.max(job.time, times.get(job.scheduleArn) ?? 0));
  }
  return times;
}

function timedSchedules(schedules: readonly Schedule[]): TimedSchedule[] {
  return schedules
    .filter(({ isEnabled }) => isEnabled)
    .map((schedule) => {
      const { arn: key, text, zone, expression, start, end } = schedule;
      const limits = { ...(start !== undefined && { start }), ...(end !== undefined && { end }) };
      return { key, timing: JSON.stringify([text, zone, limits]), expression, ...limits, isImmediate: true, schedule };
    });
}
