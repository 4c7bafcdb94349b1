import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import {
  DynamoEventSource,
  SnsDlq,
  SnsEventSource,
  SqsDlq,
  SqsEventSource,
} from 'aws-cdk-lib/aws-lambda-event-sources';
import { Duration, Stack } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import { Recorder } from './recorder.ts';
import type { Stores } from './stores.ts';

const timeout = Duration.seconds(1);

/**
 * Functions that event sources invoke: of another stack's streams, queues and topic. `Object()`: the CDK's tables do not fit its
 * own `ITable` under `exactOptionalPropertyTypes`.
 */
export class Kitchen extends Stack {
  constructor(scope: Construct, id: string, { orders, stock, spoilt, oven, shelf, news }: Stores, isLater: boolean) {
    super(scope, id);
    if (isLater) {
      for (const position of [StartingPosition.TRIM_HORIZON, StartingPosition.LATEST]) {
        const source = new DynamoEventSource(Object(orders), {
          startingPosition: position,
          bisectBatchOnError: true,
          retryAttempts: 0,
        });
        new Recorder(this, `From_${position}`).addEventSource(source);
      }
    }
    new Recorder(this, 'Baker', { functionName: 'baker' }).addEventSource(
      new DynamoEventSource(Object(orders), {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 10,
        bisectBatchOnError: true,
        retryAttempts: 1,
        maxRecordAge: Duration.minutes(10),
        maxBatchingWindow: Duration.seconds(1),
        parallelizationFactor: 2,
        onFailure: new SqsDlq(spoilt),
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            dynamodb: { NewImage: { kind: { S: FilterRule.or('bread', 'cake') } } },
          }),
        ],
      }),
    );
    new Recorder(this, 'Counter').addEventSource(
      new DynamoEventSource(Object(stock), {
        startingPosition: StartingPosition.LATEST,
        reportBatchItemFailures: true,
        retryAttempts: 2,
        onFailure: new SnsDlq(news),
      }),
    );
    new Recorder(this, 'Stoker', { timeout }).addEventSource(
      new SqsEventSource(oven, { reportBatchItemFailures: true, batchSize: 5, maxConcurrency: 2 }),
    );
    new Recorder(this, 'Shelver', { timeout }).addEventSource(new SqsEventSource(shelf, { batchSize: 3 }));
    new Recorder(this, 'Crier', { retryAttempts: 0 }).addEventSource(new SnsEventSource(news));
  }
}
