import { expect, test } from 'vitest';
import { github, repositoryNamed } from '../../lib/github.ts';
import { synthesizeGitHub } from '../../lib/synthesize.ts';
import { resourceOf, resourcesOf } from './templates.ts';

const settings = { ...github, repository: 'somebody/rides' };
const template = synthesizeGitHub(settings);
const roles = resourcesOf(template, 'AWS::IAM::Role');

test('the roles of the workflows are what was last reviewed', async () => {
  const reviewed = Object.entries(template.Resources).map(([id, { Metadata: _, ...resource }]) => [id, resource]);
  const text = `${JSON.stringify(Object.fromEntries(reviewed), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot('./__snapshots__/UnicornRidesGitHub.json');
});

test('a role is for one repository, by exact claims of the token, and for nobody else', () => {
  const claims = roles.map(({ Properties }) => {
    const { Statement } = Object(Properties.AssumeRolePolicyDocument);
    expect(Statement).toEqual([
      {
        Effect: 'Allow',
        Action: 'sts:AssumeRoleWithWebIdentity',
        Principal: { Federated: { 'Fn::GetAtt': ['GitHub', 'Arn'] } },
        Condition: { StringEquals: expect.any(Object) },
      },
    ]);
    return Statement[0].Condition.StringEquals;
  });
  const from = (sub: string, ref?: string) => ({
    'token.actions.githubusercontent.com:aud': 'sts.amazonaws.com',
    'token.actions.githubusercontent.com:sub': `repo:somebody/rides:${sub}`,
    ...(ref !== undefined && { 'token.actions.githubusercontent.com:ref': ref }),
  });
  expect(claims).toEqual([
    from('environment:staging', 'refs/heads/main'),
    from('environment:prod', 'refs/heads/main'),
    from('pull_request'),
  ]);
});

test('who deploys takes two roles of the bootstrap, publishes the page and tries people out, and a pull request reads templates: nothing else', () => {
  const statements = resourcesOf(template, 'AWS::IAM::Policy').map(({ Properties }) => {
    return Object(Properties.PolicyDocument).Statement.map(({ Action, Resource }: Statement) => [
      Action,
      places(Resource),
    ]);
  });
  const bootstrap = ['deploy', 'file-publishing'].map(
    (kind) => `arn:AWS::Partition:iam::AWS::AccountId:role/cdk-hnb659fds-${kind}-role-AWS::AccountId-AWS::Region`,
  );
  const stacks = ['arn:AWS::Partition:cloudformation:AWS::Region:AWS::AccountId:stack/UnicornRides-*'];
  const pools = ['arn:AWS::Partition:cognito-idp:AWS::Region:AWS::AccountId:userpool/*'];
  const people = ['AdminAddUserToGroup', 'AdminCreateUser', 'AdminDeleteUser', 'AdminRemoveUserFromGroup'];
  const onPools = [...people, 'AdminSetUserPassword', 'DescribeUserPoolClient'].map(
    (action) => `cognito-idp:${action}`,
  );
  const deploys = (stage: string) => [
    ['sts:AssumeRole', bootstrap],
    ['s3:ListBucket', [`arn:AWS::Partition:s3:::unicornrides-${stage}-web-*`]],
    [['s3:DeleteObject', 's3:GetObject', 's3:PutObject'], [`arn:AWS::Partition:s3:::unicornrides-${stage}-web-*/*`]],
    [onPools, pools],
  ];
  expect(statements).toEqual([
    deploys('staging'),
    deploys('prod'),
    [[['cloudformation:DescribeStacks', 'cloudformation:GetTemplate'], stacks]],
  ]);
  for (const { Properties } of roles) expect(Object.keys(Properties)).not.toContain('ManagedPolicyArns');
});

interface Statement {
  readonly Action: unknown;
  readonly Resource: unknown;
}

function places(resource: unknown): string[] {
  const list = Array.isArray(resource) ? resource : [resource];
  return list.map((one) =>
    one['Fn::Join'][1].map((part: string | { Ref: string }) => (typeof part === 'string' ? part : part.Ref)).join(''),
  );
}

test("GitHub's provider is made once an account, or taken as it is", () => {
  expect(resourceOf(template, 'AWS::IAM::OIDCProvider').Properties).toEqual({
    ClientIdList: ['sts.amazonaws.com'],
    Url: 'https://token.actions.githubusercontent.com',
  });
  const arn = 'arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com';
  const other = synthesizeGitHub(settings, arn);
  expect(resourcesOf(other, 'AWS::IAM::OIDCProvider')).toEqual([]);
  expect(JSON.stringify(resourcesOf(other, 'AWS::IAM::Role'))).toContain(arn);
});

test.each(['somebody/*', '*', 'somebody', 'somebody/rides:ref', ''])('%j is no repository', (name) => {
  expect(() => repositoryNamed(name)).toThrow('is no repository');
});
