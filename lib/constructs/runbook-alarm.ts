import { Alarm, ComparisonOperator, type Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import { runbook } from '../stages.ts';

export interface RunbookAlarmProps {
  /** A metric alone, no metric math: a stand-in for AWS refuses that, and each metric of it costs as an alarm does. */
  readonly metric: Metric;
  /** What is still well: anything above it is not. */
  readonly threshold: number;
  /** Of the last so many periods ... @default 1 */
  readonly periods?: number;
  /** ... so many must be above the threshold. @default all of them */
  readonly breaching?: number;
  /** What is wrong, in one sentence: the first that somebody reads of it, in a mail at night. */
  readonly means: string;
  /** The heading of its part in `docs/runbook.md`, as an anchor. */
  readonly part: string;
}

/** Makes an alarm that says what is wrong and where to read what to do. It costs $0.10 a month. */
export function runbookAlarm(
  scope: Construct,
  id: string,
  { metric, threshold, periods = 1, breaching = periods, means, part }: RunbookAlarmProps,
): Alarm {
  return new Alarm(scope, id, {
    metric,
    threshold,
    comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
    evaluationPeriods: periods,
    datapointsToAlarm: breaching,
    // No requests, no records, no letters: nothing is wrong.
    treatMissingData: TreatMissingData.NOT_BREACHING,
    alarmDescription: `${means} ${runbook}#${part}`,
  });
}
