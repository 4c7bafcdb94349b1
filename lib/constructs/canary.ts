import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnApplication, CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Grant, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import type { LiveAlias } from './live-alias.ts';

export interface CanaryProps {
  /** How long a new version gets a tenth of the calls before it gets them all; it gets them at once without. */
  readonly minutes?: number | undefined;
}

/**
 * How a new version of a function gets its calls: by CodeDeploy, a tenth first and the rest some minutes later, and all of
 * them back to the version before as soon as an alarm of the function goes off. CloudFormation then rolls the whole
 * deployment back. All functions shift at once, so a deployment takes as long as one.
 *
 * Of resources, not of CDK's `LambdaDeploymentGroup`: that gives its role a managed policy, which may do this to every
 * function of the account.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-attribute-updatepolicy.html
 */
export class Canary extends Construct {
  readonly #application: CfnApplication;
  readonly #role: Role;
  readonly #configuration: string;

  constructor(scope: Construct, id: string, { minutes }: CanaryProps) {
    super(scope, id);
    const pace = minutes === undefined ? 'AllAtOnce' : `Canary10Percent${minutes}Minutes`;
    this.#configuration = `CodeDeployDefault.Lambda${pace}`;
    this.#application = new CfnApplication(this, 'Application', { computePlatform: 'Lambda' });
    this.#role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    Grant.addToPrincipal({ grantee: this.#role, actions: ['cloudwatch:DescribeAlarms'], resourceArns: ['*'] });
    Validations.of(this.#role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::*]',
      reason:
        "CodeDeploy asks for alarms by their names, which CloudWatch judges as a list of all: AWS's own policy says *.",
    });
  }

  /**
   * Has an alias come to each new version this way.
   *
   * @param alarms what takes the calls back; at most ten, which is CodeDeploy's limit
   */
  shift(alias: LiveAlias, alarms: readonly IAlarm[]): void {
    Grant.addToPrincipal({
      grantee: this.#role,
      actions: ['lambda:GetAlias', 'lambda:UpdateAlias', 'lambda:GetProvisionedConcurrencyConfig'],
      resourceArns: [alias.lambda.functionArn, alias.writtenArn],
    });
    const group = new CfnDeploymentGroup(alias, 'Deployments', {
      applicationName: this.#application.ref,
      serviceRoleArn: this.#role.roleArn,
      deploymentConfigName: this.#configuration,
      deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
      alarmConfiguration: { enabled: true, alarms: alarms.map(({ alarmName }) => ({ name: alarmName })) },
      autoRollbackConfiguration: {
        enabled: true,
        events: ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'],
      },
    });
    // Its role must be allowed to, before anything is shifted.
    group.node.addDependency(this.#role);
    alias.resource.cfnOptions.updatePolicy = {
      codeDeployLambdaAliasUpdate: { applicationName: this.#application.ref, deploymentGroupName: group.ref },
    };
  }
}
