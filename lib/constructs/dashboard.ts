import { HttpApi as GatewayApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { type Alarm, AlarmStatusWidget, AlarmStatusWidgetSortBy, type Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Duration, Stack } from 'aws-cdk-lib/core';
import {
  DashboardRenderingPreference,
  DefaultDashboardFactory,
  LatencyType,
  MonitoringFacade,
  RateComputationMethod,
} from 'cdk-monitoring-constructs';
import { Construct } from 'constructs';
import { expireRides } from '../../lambda/events/expire-rides.ts';
import type { BusinessEvent } from '../../lambda/http/telemetry.ts';
import { requestRide } from '../../lambda/rides/request-ride.ts';
import { requestWorkshopRide } from '../../lambda/rides/request-workshop-ride.ts';
import { appMetric, type CountedBy } from './app-metrics.ts';
import type { EventParts } from './event-alarms.ts';
import type { FleetImports } from './fleet-imports.ts';
import type { HttpApi } from './http-api.ts';
import type { RideEvents } from './ride-events.ts';
import type { RidesTable } from './rides-table.ts';

export interface DashboardProps extends EventParts {
  readonly alarms: readonly Alarm[];
  readonly api: HttpApi;
  readonly table: RidesTable;
  /** What is called for each operation, by the operation's name. */
  readonly operations: ReadonlyMap<string, IFunction>;
}

const period = Duration.minutes(5);
/** How many alarms a widget takes: https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html */
const mostOfWidget = 100;

/**
 * One page on which to see whether all is well: what the business does, then what callers feel, and behind it what that
 * may come from. It begins with the alarms.
 */
export class Dashboard extends Construct {
  readonly #page: MonitoringFacade;

  constructor(scope: Construct, id: string, { alarms, api, table, operations, ...events }: DashboardProps) {
    super(scope, id);
    const { stackName } = Stack.of(this);
    this.#page = new MonitoringFacade(this, 'Page', {
      metricFactoryDefaults: { period },
      // No alarms from here: those of this app are there with and without a dashboard, and under names of CloudFormation's.
      alarmFactoryDefaults: { actionsEnabled: false, alarmNamePrefix: stackName },
      dashboardFactory: new DefaultDashboardFactory(this, 'Dashboards', {
        dashboardNamePrefix: stackName,
        detailDashboardRange: Duration.hours(24),
        renderingPreference: DashboardRenderingPreference.INTERACTIVE_ONLY,
        createSummaryDashboard: false,
        createAlarmDashboard: false,
      }),
    });
    this.#alarms(alarms);
    this.#business();
    this.#api(api);
    this.#functions(operations);
    this.#events(events);
    this.#table(table);
  }

  #alarms(alarms: readonly Alarm[]): void {
    for (let first = 0; first < alarms.length; first += mostOfWidget) {
      this.#page.addWidget(
        new AlarmStatusWidget({
          title: 'Alarms: the last that changed first',
          alarms: alarms.slice(first, first + mostOfWidget),
          sortBy: AlarmStatusWidgetSortBy.STATE_UPDATED_TIMESTAMP,
          width: 24,
          height: 6,
        }),
      );
    }
  }

  #business(): void {
    const counted = (event: BusinessEvent, by: CountedBy, label: string) =>
      appMetric(this, event, by, { statistic: Stats.SUM, period, label });
    const rides = { operation: requestRide.name };
    const workshopRides = { operation: requestWorkshopRide.name };
    this.#graphs('Rides', {
      Booked: [counted('RideBooked', rides, 'POST /rides'), counted('RideBooked', workshopRides, 'POST /ride')],
      'No unicorn available': [
        counted('NoUnicornAvailable', rides, 'POST /rides'),
        counted('NoUnicornAvailable', workshopRides, 'POST /ride'),
      ],
      'Expired: nobody completed them': [counted('RideExpired', { consumer: expireRides.name }, 'Expired')],
    });
  }

  #api(api: HttpApi): void {
    this.#page.monitorApiGatewayV2HttpApi({
      api: GatewayApi.fromHttpApiAttributes(this, 'Api', { httpApiId: api.id }),
      humanReadableName: 'API',
      rateComputationMethod: RateComputationMethod.PER_SECOND,
      latencyTypesToRender: [LatencyType.P50, LatencyType.P99],
    });
  }

  #functions(operations: ReadonlyMap<string, IFunction>): void {
    const ofEach = (metricOf: (lambda: IFunction, name: string) => Metric) =>
      Array.from(operations, ([name, lambda]) => metricOf(lambda, name).with({ period, label: name }));
    this.#graphs('Functions of the API', {
      'Answers with 5xx': ofEach((_, name) =>
        appMetric(this, 'ServerFault', { operation: name }, { statistic: Stats.SUM, period }),
      ),
      'Crashes, time-outs': ofEach((lambda) => lambda.metricErrors({ statistic: Stats.SUM })),
      'Duration, p99': ofEach((lambda) => lambda.metricDuration({ statistic: Stats.p(99) })),
      Throttles: ofEach((lambda) => lambda.metricThrottles({ statistic: Stats.SUM })),
    });
  }

  #events({ rideEvents, fleetImports, schedules }: EventParts): void {
    const told = rideEvents.lambda;
    const imported = fleetImports.lambda;
    const closed = schedules.expireRides;
    const ofEach = (metricOf: (lambda: IFunction) => Metric) =>
      Object.entries({ 'riders are told': told, 'files are imported': imported, 'rides are closed': closed }).map(
        ([label, lambda]) => metricOf(lambda).with({ period, label }),
      );
    const waiting = { statistic: Stats.MAXIMUM, period };
    const letters = ({ deadLetters }: RideEvents | FleetImports, label: string) =>
      deadLetters.metricApproximateNumberOfMessagesVisible({ ...waiting, label });
    this.#graphs('Behind the requests', {
      'Riders wait to be told, and files to be imported': [
        told.metric('IteratorAge', { ...waiting, label: 'riders' }),
        imported.metric('AsyncEventAge', { ...waiting, label: 'files' }),
      ],
      'Dead letters': [letters(rideEvents, 'riders were not told'), letters(fleetImports, 'files were not imported')],
      Runs: ofEach((lambda) => lambda.metricInvocations({ statistic: Stats.SUM })),
      'Runs that failed': ofEach((lambda) => lambda.metricErrors({ statistic: Stats.SUM })),
    });
  }

  #table({ name }: RidesTable): void {
    this.#page.monitorDynamoTable({
      table: Table.fromTableName(this, 'Table', name),
      billingMode: BillingMode.PAY_PER_REQUEST,
      humanReadableName: 'Table',
    });
  }

  /** A row of graphs with a title each, under one of their own. */
  #graphs(humanReadableName: string, graphs: Readonly<Record<string, Metric[]>>): void {
    this.#page.monitorCustom({
      humanReadableName,
      alarmFriendlyName: humanReadableName.replaceAll(/\W/g, ''),
      metricGroups: Object.entries(graphs).map(([title, metrics]) => ({ title, metrics })),
    });
  }
}
