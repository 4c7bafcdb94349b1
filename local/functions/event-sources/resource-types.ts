import { createHash } from 'node:crypto';
import type { ResourceTypes } from '../../template/resources.ts';

/** What the local run knows of event source mappings: of table streams and of queues. */
export const resourceTypes: ResourceTypes = {
  'AWS::Lambda::EventSourceMapping': {
    identify: ({ generatedName, environment }) => {
      // A UUID on AWS; here made from stack and logical id, so that kept places are found again.
      const id = createHash('sha256')
        .update(generatedName())
        .digest('hex')
        .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
      const { partition, region, accountId } = environment;
      const arn = `arn:${partition}:lambda:${region}:${accountId}:event-source-mapping:${id}`;
      return { ref: id, attributes: { Id: id, EventSourceMappingArn: arn } };
    },
    runs: [
      'BatchSize',
      'BisectBatchOnFunctionError',
      'DestinationConfig.OnFailure.Destination',
      'Enabled',
      'EventSourceArn',
      'FilterCriteria.Filters.Pattern',
      'FunctionName',
      'FunctionResponseTypes',
      'MaximumBatchingWindowInSeconds',
      'MaximumRecordAgeInSeconds',
      'MaximumRetryAttempts',
      'ParallelizationFactor',
      'ScalingConfig.MaximumConcurrency',
      'StartingPosition',
    ],
    noEffect: {
      KmsKeyArn: 'nothing is encrypted locally',
      MetricsConfig: 'no metrics locally',
      ProvisionedPollerConfig: 'messages are fetched as soon as they come, without pollers of their own',
      Tags: 'no tags locally',
    },
  },
};
