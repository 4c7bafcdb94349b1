import type { Identifying, ResourceType, ResourceTypes } from './resources.ts';

/**
 * The resource types whose absence a function or a caller does not notice. They can be referred to (a stage logs to a
 * log group's ARN), and each is said once at start.
 * `Ref` and attributes: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/
 */
export const noEffectTypes: ResourceTypes = {
  'AWS::ApplicationAutoScaling::ScalableTarget': without('nothing scales locally', 'ScalableTargetId'),
  'AWS::ApplicationAutoScaling::ScalingPolicy': without('nothing scales locally', 'PolicyName'),
  'AWS::Budgets::Budget': without('a local run costs nothing', 'BudgetName'),
  'AWS::CDK::Metadata': without('it only counts CDK constructs', 'Metadata'),
  'AWS::CertificateManager::Certificate': {
    ...without('there is no TLS locally', 'Certificate'),
    identify: (resource) => ({ ref: arn(resource, 'acm', `certificate/${resource.generatedName()}`) }),
  },
  'AWS::CloudWatch::Alarm': without('no alarms locally', 'AlarmName', 'cloudwatch', (name) => `alarm:${name}`),
  'AWS::CloudWatch::CompositeAlarm': without('no alarms locally', 'AlarmName', 'cloudwatch', (name) => `alarm:${name}`),
  'AWS::CloudWatch::Dashboard': without('no dashboards locally', 'DashboardName'),
  'AWS::CodeDeploy::Application': without('nothing is deployed locally', 'ApplicationName'),
  'AWS::CodeDeploy::DeploymentConfig': without('nothing is deployed locally', 'DeploymentConfigName'),
  'AWS::CodeDeploy::DeploymentGroup': without('nothing is deployed locally', 'DeploymentGroupName'),
  'AWS::Events::Archive': without(
    'no events are replayed locally',
    'ArchiveName',
    'events',
    (name) => `archive/${name}`,
  ),
  'AWS::IAM::OIDCProvider': {
    ...without('nobody signs in to an AWS account locally', 'Url'),
    identify: (resource) => {
      const url = resource.properties.Url;
      const provider = typeof url === 'string' ? url.replace('https://', '') : resource.generatedName();
      const { partition, accountId } = resource.environment;
      const ref = `arn:${partition}:iam::${accountId}:oidc-provider/${provider}`;
      return { ref, attributes: { Arn: ref } };
    },
  },
  'AWS::KMS::Alias': without('nothing is encrypted at rest locally', 'AliasName'),
  'AWS::KMS::Key': {
    ...without('nothing is encrypted at rest locally', 'KeyId'),
    identify: (resource) => {
      const keyId = resource.generatedName(36);
      return { ref: keyId, attributes: { Arn: arn(resource, 'kms', `key/${keyId}`), KeyId: keyId } };
    },
  },
  'AWS::Logs::LogGroup': without(
    'functions log to the terminal',
    'LogGroupName',
    'logs',
    (name) => `log-group:${name}:*`,
  ),
  'AWS::Logs::LogStream': without('functions log to the terminal', 'LogStreamName'),
  'AWS::Logs::MetricFilter': without('no metrics locally', 'FilterName'),
  'AWS::Logs::QueryDefinition': without('no log queries locally', 'Name'),
  'AWS::Logs::ResourcePolicy': without('functions log to the terminal', 'PolicyName'),
  'AWS::ResourceGroups::Group': without(
    'no resource groups locally',
    'Name',
    'resource-groups',
    (name) => `group/${name}`,
  ),
  'AWS::Route53::HostedZone': {
    ...without('no names locally', 'Name'),
    identify: (resource) => {
      const id = resource.generatedName(32);
      return { ref: id, attributes: { Id: id } };
    },
  },
  'AWS::Route53::RecordSet': without('no names locally', 'Name'),
  'AWS::SSM::Parameter': {
    ...without('no parameter store locally', 'Name'),
    identify: (resource) => {
      const { Name, Type, Value } = resource.properties;
      const attributes = { ...(typeof Type === 'string' && { Type }), ...(typeof Value === 'string' && { Value }) };
      return { ref: typeof Name === 'string' ? Name : resource.generatedName(), attributes };
    },
  },
  'AWS::XRay::Group': without('no traces locally', 'GroupName'),
  'AWS::XRay::SamplingRule': without('no traces locally', 'RuleName'),
  'Custom::LogRetention': {
    ...without('functions log to the terminal', 'LogGroupName'),
    identify: (resource) => {
      const { LogGroupName } = resource.properties;
      const name = typeof LogGroupName === 'string' ? LogGroupName : resource.generatedName();
      return { ref: name, attributes: { LogGroupName: name } };
    },
  },
  'Custom::S3AutoDeleteObjects': without('buckets are emptied by removing the folder of the data', 'BucketName'),
};

/**
 * A type that `Ref` gives the name of.
 *
 * @param reason why it has no effect
 * @param nameProperty the property with the physical name
 * @param service its part of the `Arn` attribute, with `arnSuffix`; no such attribute without
 */
function without(
  reason: string,
  nameProperty: string,
  service?: string,
  arnSuffix?: (name: string) => string,
): ResourceType {
  return {
    identify: (resource) => {
      const given = resource.properties[nameProperty];
      const name = typeof given === 'string' ? given : resource.generatedName();
      if (service === undefined || arnSuffix === undefined) return { ref: name };
      return { ref: name, attributes: { Arn: arn(resource, service, arnSuffix(name)) } };
    },
    runs: [],
    noEffectType: reason,
  };
}

function arn({ environment }: Identifying, service: string, suffix: string): string {
  return `arn:${environment.partition}:${service}:${environment.region}:${environment.accountId}:${suffix}`;
}
