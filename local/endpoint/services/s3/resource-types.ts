import type { Identifying, ResourceTypes } from '../../../template/resources.ts';

const noMetrics = 'no metrics are kept locally';
const noVersions = 'no local bucket keeps versions';
const noAccessLists =
  'there are no access control lists locally, policies decide; requests with a public one are refused';

function identify({ properties, environment, generatedName }: Identifying) {
  const { partition, region, urlSuffix } = environment;
  const given = properties.BucketName;
  const name = typeof given === 'string' ? given : generatedName(63).toLowerCase();
  return {
    ref: name,
    attributes: {
      Arn: `arn:${partition}:s3:::${name}`,
      DomainName: `${name}.s3.${urlSuffix}`,
      RegionalDomainName: `${name}.s3.${region}.${urlSuffix}`,
      DualStackDomainName: `${name}.s3.dualstack.${region}.${urlSuffix}`,
      WebsiteURL: `http://${name}.s3-website-${region}.${urlSuffix}`,
    },
  };
}

/** What the local run knows of S3. */
export const resourceTypes: ResourceTypes = {
  'AWS::S3::Bucket': {
    identify,
    runs: [
      'BucketName',
      'CorsConfiguration',
      'LifecycleConfiguration.Rules.Id',
      'LifecycleConfiguration.Rules.Status',
      'LifecycleConfiguration.Rules.Prefix',
      'LifecycleConfiguration.Rules.ObjectSizeGreaterThan',
      'LifecycleConfiguration.Rules.ObjectSizeLessThan',
      'LifecycleConfiguration.Rules.ExpirationInDays',
      'LifecycleConfiguration.Rules.ExpirationDate',
      'LifecycleConfiguration.Rules.AbortIncompleteMultipartUpload',
      'NotificationConfiguration',
    ],
    noEffect: {
      BucketEncryption: 'local data is not encrypted',
      PublicAccessBlockConfiguration: 'no local bucket is public',
      OwnershipControls: noAccessLists,
      AccessControl: noAccessLists,
      LoggingConfiguration: 'every call is a line on the console instead',
      AccelerateConfiguration: 'local transfers are fast as they are',
      AnalyticsConfigurations: noMetrics,
      InventoryConfigurations: noMetrics,
      MetricsConfigurations: noMetrics,
      IntelligentTieringConfigurations: 'local data has no tiers',
      Tags: 'tags are for people and bills',
      'LifecycleConfiguration.TransitionDefaultMinimumObjectSize': 'local data has no tiers',
      'LifecycleConfiguration.Rules.Transition': 'local data has no tiers',
      'LifecycleConfiguration.Rules.Transitions': 'local data has no tiers',
      'LifecycleConfiguration.Rules.ExpiredObjectDeleteMarker': noVersions,
      'LifecycleConfiguration.Rules.NoncurrentVersionExpiration': noVersions,
      'LifecycleConfiguration.Rules.NoncurrentVersionExpirationInDays': noVersions,
      'LifecycleConfiguration.Rules.NoncurrentVersionTransition': noVersions,
      'LifecycleConfiguration.Rules.NoncurrentVersionTransitions': noVersions,
    },
  },
  // What the CDK makes of `eventBridgeEnabled` and `addEventNotification`.
  'Custom::S3BucketNotifications': {
    identify: ({ generatedName }) => ({ ref: generatedName() }),
    runs: ['BucketName', 'NotificationConfiguration', 'ServiceToken'],
    noEffect: {
      Managed: "what it sets is joined to what a bucket's own configuration says",
      SkipDestinationValidation: 'a destination is asked when there is something to tell it',
    },
  },
  'AWS::S3::BucketPolicy': {
    identify: ({ generatedName }) => ({ ref: generatedName() }),
    runs: ['Bucket', 'PolicyDocument'],
  },
};
