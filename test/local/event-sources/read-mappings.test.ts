import { describe, expect, it } from 'vitest';
import { readEventSourceMappings } from '../../../local/functions/event-sources/read-mappings.ts';
import type { Resource } from '../../../local/template/resources.ts';
import { functions, mappingResource, ofQueue, ofStream, queueArn, surroundings } from './harness.ts';

const read = (resource: Resource) => readEventSourceMappings([...surroundings, resource], functions);

describe('a mapping that AWS would refuse, or that does not run locally, stops the start', () => {
  it.each([
    [
      'of a source of another kind',
      mappingResource({ EventSourceArn: 'arn:aws:kinesis:us-east-1:1:stream/s' }),
      'EventSourceArn',
    ],
    [
      'of a stream of another app',
      ofStream({ EventSourceArn: 'arn:aws:dynamodb:us-east-1:1:table/t/stream/x' }),
      'EventSourceArn',
    ],
    ['for no function', ofStream({ FunctionName: 'nobody' }), 'FunctionName'],
    ['of a stream without a beginning', ofStream({ StartingPosition: 'AT_TIMESTAMP' }), 'StartingPosition'],
    ['with too large a batch', ofStream({ BatchSize: 10_001 }), 'BatchSize'],
    ['with too low an age', ofStream({ MaximumRecordAgeInSeconds: 59 }), 'MaximumRecordAgeInSeconds'],
    [
      'with a malformed pattern',
      ofStream({ FilterCriteria: { Filters: [{ Pattern: '{"a": 1}' }] } }),
      'FilterCriteria.Filters[0].Pattern',
    ],
    [
      'with a bucket as destination',
      ofStream({ DestinationConfig: { OnFailure: { Destination: 'arn:aws:s3:::b' } } }),
      'DestinationConfig.OnFailure.Destination',
    ],
    ['of a stream with a setting for queues', ofStream({ ScalingConfig: { MaximumConcurrency: 2 } }), 'ScalingConfig'],
    ['of a queue with a setting for streams', ofQueue('jobs', { MaximumRetryAttempts: 2 }), 'MaximumRetryAttempts'],
    ['of a queue with a large batch and no window', ofQueue('jobs', { BatchSize: 11 }), 'BatchSize'],
    [
      'of a FIFO queue with a window',
      ofQueue('jobs.fifo', { MaximumBatchingWindowInSeconds: 1 }),
      'MaximumBatchingWindowInSeconds',
    ],
    [
      'of a queue with too low a concurrency',
      ofQueue('jobs', { ScalingConfig: { MaximumConcurrency: 1 } }),
      'MaximumConcurrency',
    ],
  ])('%s', (_what, resource, property) => {
    expect(() => read(resource)).toThrow(`app mapping (app/mapping) ${property}: `);
  });

  it('of a queue whose messages come back before the function is done', () => {
    const slow = functions.map((definition) => ({ ...definition, timeoutSeconds: 31 }));
    const all = [...surroundings, ofQueue('jobs')];
    expect(() => readEventSourceMappings(all, slow)).toThrow('visibility time-out, 30 s, is less');
  });
});

describe('a mapping with little said', () => {
  it('has the defaults of AWS', () => {
    expect(read(ofStream())).toMatchObject([
      {
        batchSize: 100,
        window: 0,
        retries: Number.POSITIVE_INFINITY,
        maximumAge: 86_400_000,
        parallelization: 1,
        bisects: false,
      },
    ]);
    expect(read(ofQueue('jobs'))).toMatchObject([
      { kind: 'queue', sourceArn: queueArn('jobs'), batchSize: 10, window: 0 },
    ]);
  });
});
