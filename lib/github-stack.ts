import { CfnOIDCProvider, Grant, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam';
import { ArnFormat, CfnOutput, DefaultStackSynthesizer, Stack, type StackProps, Validations } from 'aws-cdk-lib/core';
import type { Construct } from 'constructs';
import type { GitHubSettings } from './github.ts';

export interface GitHubStackProps extends StackProps {
  readonly settings: GitHubSettings;
  /** The ARN of GitHub's provider, where the account has it already: it can have one only. @default one is made */
  readonly provider?: string;
}

/** GitHub's own issuer, and the audience that its action for AWS asks tokens for. */
const issuer = 'token.actions.githubusercontent.com';
const audience = 'sts.amazonaws.com';

/**
 * What GitHub Actions may do in the account, without a key that anybody keeps: a workflow proves by a token of its run which
 * repository, branch and environment it is of, and gets credentials for an hour.
 *
 * Whoever deploys takes the roles of the CDK's bootstrap, which can do what CloudFormation may; so stages that must not
 * touch each other have accounts of their own, each with this stack.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_for-idp_oidc.html
 */
export class GitHubStack extends Stack {
  readonly #provider: string;

  constructor(scope: Construct, id: string, { settings, provider, ...props }: GitHubStackProps) {
    super(scope, id, props);
    const { repository, branch, environments, stacks } = settings;
    this.#provider = provider ?? this.#makeProvider();

    for (const [stage, environment] of Object.entries(environments)) {
      // AWS compares the branch by a claim of its own: with an environment the subject does not say it.
      const claims = { sub: `repo:${repository}:environment:${environment}`, ref: `refs/heads/${branch}` };
      const role = this.#role(
        `Deploy${stage.charAt(0).toUpperCase()}${stage.slice(1)}`,
        `Deploys ${stage} from ${branch}`,
        claims,
      );
      Grant.addToPrincipal({ grantee: role, actions: ['sts:AssumeRole'], resourceArns: this.#bootstrapRoles() });
      this.#allowPublishing(role, `${stacks}${stage}-Web`);
      this.#allowTrying(role);
    }
    const diff = this.#role('Diff', 'Compares a pull request with what is deployed', {
      sub: `repo:${repository}:pull_request`,
    });
    // Not the bootstrap's role for look-ups: that one may read every table and file of the account.
    const deployed = this.formatArn({ service: 'cloudformation', resource: 'stack', resourceName: `${stacks}*` });
    Grant.addToPrincipal({
      grantee: diff,
      actions: ['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'],
      resourceArns: [deployed],
    });
    Validations.of(diff).acknowledge({
      id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cloudformation:<AWS::Region>:<AWS::AccountId>:stack/${stacks}*]`,
      reason: "A stack's ARN ends in an id that CloudFormation gives it: what is named are the stages' own stacks.",
    });
  }

  /** IAM fetches GitHub's certificates by itself: no thumbprint is needed. */
  #makeProvider(): string {
    return new CfnOIDCProvider(this, 'GitHub', { url: `https://${issuer}`, clientIdList: [audience] }).attrArn;
  }

  /** A role for the workflows whose token has exactly these claims. */
  #role(id: string, description: string, claims: Readonly<Record<string, string>>): Role {
    const conditions = Object.entries({ aud: audience, ...claims }).map(([claim, value]) => [
      `${issuer}:${claim}`,
      value,
    ]);
    const assumedBy = new WebIdentityPrincipal(this.#provider, { StringEquals: Object.fromEntries(conditions) });
    const role = new Role(this, id, { assumedBy, description });
    new CfnOutput(this, `${id}RoleArn`, { value: role.roleArn, description });
    return role;
  }

  /**
   * What `npm run deploy` does once the stacks are there: it puts the page's files, and removes old ones. Listing is for the
   * record of what was published: without it S3 calls one that is not there yet forbidden.
   */
  #allowPublishing(role: Role, webStack: string): void {
    // CloudFormation names a bucket after its stack, in lower case.
    const buckets = this.formatArn({ service: 's3', region: '', account: '', resource: `${webStack.toLowerCase()}-*` });
    const objects = `${buckets}/*`;
    Grant.addToPrincipal({ grantee: role, actions: ['s3:ListBucket'], resourceArns: [buckets] });
    Grant.addToPrincipal({
      grantee: role,
      actions: ['s3:DeleteObject', 's3:GetObject', 's3:PutObject'],
      resourceArns: [objects],
    });
    for (const end of ['', '/*']) {
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::${webStack.toLowerCase()}-*${end}]`,
        reason:
          "The page's bucket gets the end of its name when it is made: what is named are the buckets of its stack.",
      });
    }
  }

  /** What `npm run test:smoke` does after a deployment: it makes people, signs them in and removes them. */
  #allowTrying(role: Role): void {
    Grant.addToPrincipal({
      grantee: role,
      actions: [
        'cognito-idp:AdminAddUserToGroup',
        'cognito-idp:AdminCreateUser',
        'cognito-idp:AdminDeleteUser',
        'cognito-idp:AdminRemoveUserFromGroup',
        'cognito-idp:AdminSetUserPassword',
        'cognito-idp:DescribeUserPoolClient',
      ],
      resourceArns: [this.formatArn({ service: 'cognito-idp', resource: 'userpool', resourceName: '*' })],
    });
    Validations.of(role).acknowledge({
      id: 'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:cognito-idp:<AWS::Region>:<AWS::AccountId>:userpool/*]',
      reason: 'Cognito gives a pool its id when it is deployed; and who deploys may change any pool by CloudFormation.',
    });
  }

  /** What `cdk deploy` takes on: to start CloudFormation, and to bring it files. */
  #bootstrapRoles(): string[] {
    const qualifier = DefaultStackSynthesizer.DEFAULT_QUALIFIER;
    return ['deploy', 'file-publishing'].map((kind) =>
      this.formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: `cdk-${qualifier}-${kind}-role-${this.account}-${this.region}`,
        arnFormat: ArnFormat.SLASH_RESOURCE_NAME,
      }),
    );
  }
}
