import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { apiAlarms } from './api-alarms.ts';
import { backgroundAlarms, eventAlarms } from './event-alarms.ts';
import type { FleetImports } from './fleet-imports.ts';
import type { HttpApi } from './http-api.ts';
import type { RideEvents } from './ride-events.ts';
import type { Schedules } from './schedules.ts';

export interface MonitoringProps {
  readonly stage: StageSettings;
  readonly api: HttpApi;
  readonly rideEvents: RideEvents;
  readonly fleetImports: FleetImports;
  readonly schedules: Schedules;
}

/**
 * The alarms of a stage, and who hears of them. To be made after everything that has alarms of its own: their readers are
 * the same.
 */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { stage, api, ...events }: MonitoringProps) {
    super(scope, id);
    eventAlarms(this, events);
    if (stage.alarms.set === 'all') {
      apiAlarms(this, api);
      backgroundAlarms(this, events);
    }
    if (stage.alarms.emails.length > 0) {
      const topic = new AlarmTopic(this, 'Topic', stage.alarms);
      for (const alarm of alarmsOf(Stack.of(this))) topic.tellOf(alarm);
    }
  }
}

/** All alarms of a stack, whoever made them. */
export function alarmsOf(stack: Stack): readonly Alarm[] {
  return stack.node.findAll().filter((construct) => construct instanceof Alarm);
}
