/**
 * What has something to lose when CloudFormation puts another in its place or takes it away, and what: data, or an id that
 * the world knows and that cannot be had again. Log groups are none of these: they go with their function, and have an end.
 */
const losses: Readonly<Record<string, string>> = {
  'AWS::ApiGatewayV2::Api': 'its address, which clients call',
  'AWS::Cognito::UserPool': 'its users',
  'AWS::Cognito::UserPoolClient': 'its id, which pages and tokens name',
  'AWS::Cognito::UserPoolGroup': 'who is in it',
  'AWS::DynamoDB::GlobalTable': 'its items',
  'AWS::DynamoDB::Table': 'its items',
  'AWS::EFS::FileSystem': 'its files',
  'AWS::KMS::Key': 'what it encrypted',
  'AWS::Kinesis::Stream': 'its records',
  'AWS::OpenSearchService::Domain': 'its documents',
  'AWS::RDS::DBCluster': 'its data',
  'AWS::RDS::DBInstance': 'its data',
  'AWS::Route53::HostedZone': 'its name servers, which the domain names',
  'AWS::S3::Bucket': 'its files',
  'AWS::SNS::Topic': 'its subscriptions',
  'AWS::SQS::Queue': 'its messages',
  'AWS::SecretsManager::Secret': 'its value',
};

/** What is lost with a resource of a type, in words; undefined where nothing is. */
export function lossOf(type: string): string | undefined {
  return Object.hasOwn(losses, type) ? losses[type] : undefined;
}
