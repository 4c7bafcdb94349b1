import type { Identifying, ResourceTypes } from '../template/resources.ts';
import { functionArn, parseFunctionReference } from './arns.ts';

const oneVersion = 'every version is the code as it is now';

/** Lambda's resource types: what other resources call them, and which of their properties the local run acts on. */
export const resourceTypes: ResourceTypes = {
  'AWS::Lambda::Function': {
    identify: (resource) => {
      const { FunctionName: given } = resource.properties;
      const name = typeof given === 'string' ? given : resource.generatedName(64);
      return { ref: name, attributes: { Arn: functionArn(name, resource.environment) } };
    },
    runs: [
      'Code.S3Bucket',
      'Code.S3Key',
      'Code.ZipFile',
      'DeadLetterConfig.TargetArn',
      'Environment',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'PackageType',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'Timeout',
    ],
    noEffect: {
      Architectures: "functions run on this machine's own architecture",
      CodeSigningConfigArn: 'code is not signed locally',
      Description: 'a text for people',
      EphemeralStorage: "functions share this machine's temporary folder",
      KmsKeyArn: 'nothing is encrypted locally',
      RecursiveLoop: 'no loops are detected locally',
      RuntimeManagementConfig: 'every function runs on the Node that runs this',
      Tags: 'no tags locally',
      TracingConfig: 'no traces locally',
      VpcConfig: 'no networks locally',
    },
  },
  'AWS::Lambda::Version': {
    identify: (resource) => ({
      // The first version that a stack publishes has this number; a template holds one version of a function.
      ref: qualifiedArn(resource, '1'),
      attributes: { FunctionArn: qualifiedArn(resource, '1'), Version: '1' },
    }),
    runs: ['FunctionName'],
    noEffect: {
      CodeSha256: oneVersion,
      Description: 'a text for people',
      ProvisionedConcurrencyConfig: 'processes start when they are needed',
      RuntimePolicy: 'every function runs on the Node that runs this',
    },
  },
  'AWS::Lambda::Alias': {
    identify: (resource) => {
      const arn = qualifiedArn(resource, text(resource, 'Name'));
      return { ref: arn, attributes: { AliasArn: arn } };
    },
    runs: ['FunctionName', 'Name'],
    noEffect: {
      Description: 'a text for people',
      FunctionVersion: oneVersion,
      ProvisionedConcurrencyConfig: 'processes start when they are needed',
      RoutingConfig: oneVersion,
    },
  },
  'AWS::Lambda::EventInvokeConfig': {
    identify: (resource) => ({ ref: resource.generatedName() }),
    runs: [
      'DestinationConfig.OnFailure.Destination',
      'DestinationConfig.OnSuccess.Destination',
      'FunctionName',
      'MaximumEventAgeInSeconds',
      'MaximumRetryAttempts',
      'Qualifier',
    ],
  },
  'AWS::Lambda::Permission': {
    identify: (resource) => {
      const id = resource.generatedName();
      return { ref: id, attributes: { Id: id } };
    },
    runs: ['Action', 'FunctionName', 'Principal', 'SourceAccount', 'SourceArn'],
  },
};

function qualifiedArn(resource: Identifying, qualifier: string): string {
  const { name } = parseFunctionReference(text(resource, 'FunctionName'));
  return `${functionArn(name, resource.environment)}:${qualifier}`;
}

function text({ path, properties }: Identifying, property: string): string {
  const value = properties[property];
  if (typeof value !== 'string') throw new Error(`${path}: ${property} must be a string.`);
  return value;
}
