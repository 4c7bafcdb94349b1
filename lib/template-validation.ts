import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type App, CloudFormationValidatePlugin } from 'aws-cdk-lib/core';

/** The types of resources that are validated. One that is missing here is validated all the same, a second or two later. */
export const validatedTypes = [
  'AWS::ApiGatewayV2::Api',
  'AWS::ApiGatewayV2::Authorizer',
  'AWS::ApiGatewayV2::Integration',
  'AWS::ApiGatewayV2::Route',
  'AWS::ApiGatewayV2::Stage',
  'AWS::Budgets::Budget',
  'AWS::CloudFront::CachePolicy',
  'AWS::CloudFront::Distribution',
  'AWS::CloudFront::Function',
  'AWS::CloudFront::OriginAccessControl',
  'AWS::CloudFront::ResponseHeadersPolicy',
  'AWS::CloudWatch::Alarm',
  'AWS::CloudWatch::Dashboard',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::Cognito::ManagedLoginBranding',
  'AWS::Cognito::UserPool',
  'AWS::Cognito::UserPoolClient',
  'AWS::Cognito::UserPoolDomain',
  'AWS::Cognito::UserPoolGroup',
  'AWS::DynamoDB::GlobalTable',
  'AWS::Events::Rule',
  'AWS::IAM::Policy',
  'AWS::IAM::Role',
  'AWS::Lambda::Alias',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::EventSourceMapping',
  'AWS::Lambda::Function',
  'AWS::Lambda::Permission',
  'AWS::Lambda::Version',
  'AWS::Logs::LogGroup',
  'AWS::S3::Bucket',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
  'AWS::SNS::Topic',
  'AWS::SNS::TopicPolicy',
  'AWS::SQS::Queue',
  'AWS::SQS::QueuePolicy',
  'AWS::Scheduler::Schedule',
];

/** CDK's own validation of templates, its rules read already. */
class TemplateValidation extends CloudFormationValidatePlugin {
  /** Always there, as `exactOptionalPropertyTypes` wants it of a plugin. */
  override get version(): string {
    return super.version ?? '0.0.0';
  }

  override get ruleIds(): string[] {
    return super.ruleIds ?? [];
  }
}

/** One for all apps of a process: its rules take seconds of processor time to get ready. */
let validation: TemplateValidation | undefined;

/**
 * Gets CDK's own validation of templates ready, which takes longer than all else in a synth and needs nothing that is
 * synthesized. An app that it is not added to has one of the CDK's, which begins when the templates are there.
 *
 * @returns nothing to add where `--no-validation` was said, which the CLI tells by the environment
 */
export function templateValidation(app: App): readonly TemplateValidation[] {
  if (process.env.CDK_VALIDATION === 'false') return [];
  if (validation === undefined) {
    validation = new TemplateValidation();
    readRules(validation, app);
  }
  return [validation];
}

/** The rules are those that the types in a first template ask for: it is given one with all types and nothing else. */
function readRules(plugin: CloudFormationValidatePlugin, app: App): void {
  const folder = mkdtempSync(join(tmpdir(), 'validation-'));
  try {
    const templatePath = join(folder, 'types.template.json');
    const Resources = Object.fromEntries(validatedTypes.map((Type, index) => [`Resource${index}`, { Type }]));
    writeFileSync(templatePath, JSON.stringify({ Resources }));
    const stack = { stackConstructPath: '', templatePath, accountId: undefined, region: undefined };
    plugin.validate({ templatePaths: [templatePath], stackTemplates: [stack], appConstruct: app });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
