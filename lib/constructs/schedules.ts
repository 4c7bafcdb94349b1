import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import { Stack } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { expireRides } from '../../lambda/events/expire-rides.ts';
import { warmUpEvent } from '../../lambda/http/warm-up.ts';
import { AppFunction, type FunctionParts } from './app-function.ts';

export interface SchedulesProps extends FunctionParts {
  /** What is called for each operation, by the operation's name. */
  readonly targets: ReadonlyMap<string, IFunction>;
}

/** What the clock starts: the end of rides that nobody ended, and the warm-up of the operations that the stage names. */
export class Schedules extends Construct {
  /** The function that closes rides. */
  readonly expireRides: IFunction;

  constructor(scope: Construct, id: string, { targets, ...parts }: SchedulesProps) {
    super(scope, id);
    const { stage } = parts;
    const { lambda, target } = new AppFunction(this, expireRides.name, {
      ...parts,
      definition: expireRides,
      environment: { RIDE_LIMIT_MINUTES: String(stage.rideLimit) },
    });
    this.expireRides = lambda;
    // A run that could not be started is made up for by the next one: no need to try it again.
    this.#call(`${expireRides.name}Schedule`, target, { expression: 'rate(1 minute)', retries: 0 });

    for (const name of stage.warmUp) {
      const target = targets.get(name);
      if (target === undefined) throw new Error(`There is no operation ${name} to keep warm.`);
      this.#call(`Warm${name}`, target, { expression: 'rate(5 minutes)', retries: 0, input: warmUpEvent });
    }
  }

  /** Calls a function again and again, in a role that can do nothing else. */
  #call(
    id: string,
    target: IFunction,
    { expression, retries, input }: { expression: string; retries: number; input?: object },
  ): void {
    // Nobody else's schedule may have the service take this role.
    // https://docs.aws.amazon.com/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html
    const assumedBy = new ServicePrincipal('scheduler.amazonaws.com', {
      conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
    });
    const role = new Role(this, `${id}Role`, { assumedBy });
    const grant = Grant.addToPrincipal({
      grantee: role,
      actions: ['lambda:InvokeFunction'],
      resourceArns: [target.functionArn],
    });
    const schedule = new CfnSchedule(this, id, {
      scheduleExpression: expression,
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: target.functionArn,
        roleArn: role.roleArn,
        retryPolicy: { maximumRetryAttempts: retries },
        ...(input && { input: JSON.stringify(input) }),
      },
    });
    // Its first call must not come before the role may make it.
    grant.applyBefore(schedule);
  }
}
