import { createRequire } from 'node:module';
import { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { StageSettings } from '../stages.ts';
import { AlarmTopic } from './alarm-topic.ts';
import { apiAlarms } from './api-alarms.ts';
import { backgroundAlarms, eventAlarms } from './event-alarms.ts';
import type { FleetImports } from './fleet-imports.ts';
import type { HttpApi } from './http-api.ts';
import type { RideEvents } from './ride-events.ts';
import type { RidesTable } from './rides-table.ts';
import type { Schedules } from './schedules.ts';

export interface MonitoringProps {
  readonly stage: StageSettings;
  readonly api: HttpApi;
  readonly table: RidesTable;
  /** What is called for each operation, by the operation's name. */
  readonly operations: ReadonlyMap<string, IFunction>;
  readonly rideEvents: RideEvents;
  readonly fleetImports: FleetImports;
  readonly schedules: Schedules;
}

/**
 * The alarms of a stage, who hears of them, and the dashboard. To be made after everything that has alarms of its own:
 * their readers are the same.
 */
export class Monitoring extends Construct {
  constructor(scope: Construct, id: string, { stage, api, table, operations, ...events }: MonitoringProps) {
    super(scope, id);
    eventAlarms(this, events);
    if (stage.alarms.set === 'all') {
      apiAlarms(this, api);
      backgroundAlarms(this, events);
    }
    const alarms = Stack.of(this)
      .node.findAll()
      .filter((construct) => construct instanceof Alarm);
    if (stage.alarms.emails.length > 0) {
      const topic = new AlarmTopic(this, 'Topic', stage.alarms);
      for (const alarm of alarms) topic.tellOf(alarm);
    }
    if (stage.dashboard) {
      // Loaded here: the library that draws it takes as long as a tenth of a synth, which stages without one do not pay.
      const { Dashboard }: typeof import('./dashboard.ts') = createRequire(import.meta.url)('./dashboard.ts');
      new Dashboard(this, 'Dashboard', { alarms, api, table, operations, ...events });
    }
  }
}
