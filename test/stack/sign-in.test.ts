import { describe, expect, test } from 'vitest';
import { stages } from '../../lib/stages.ts';
import { resourceOf, resourcesOf, stageNames, templateOf } from './templates.ts';

describe.each(stageNames)('in %s', (stage) => {
  const template = templateOf(stage);
  const pool = resourceOf(template, 'AWS::Cognito::UserPool');
  const client = resourceOf(template, 'AWS::Cognito::UserPoolClient');

  test('people sign up themselves, with an e-mail that they confirm by a code', () => {
    expect(pool.Properties).toMatchObject({
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      UsernameAttributes: ['email'],
      UsernameConfiguration: { CaseSensitive: false },
      AutoVerifiedAttributes: ['email'],
      VerificationMessageTemplate: { DefaultEmailOption: 'CONFIRM_WITH_CODE' },
      AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'verified_email' }] },
    });
    expect(pool.Properties).not.toHaveProperty('AliasAttributes');
  });

  test('passwords are long and mixed', () => {
    expect(pool.Properties).toMatchObject({
      Policies: {
        PasswordPolicy: {
          MinimumLength: 12,
          RequireLowercase: true,
          RequireUppercase: true,
          RequireNumbers: true,
          RequireSymbols: true,
        },
      },
    });
  });

  test('those who run the fleet are a group of the pool', () => {
    expect(resourceOf(template, 'AWS::Cognito::UserPoolGroup').Properties).toMatchObject({
      GroupName: 'operators',
      UserPoolId: { Ref: pool.id },
    });
  });

  test('the page signs in by the code flow alone, without a secret that it could not keep', () => {
    expect(client.Properties).toMatchObject({
      UserPoolId: { Ref: pool.id },
      GenerateSecret: false,
      AllowedOAuthFlowsUserPoolClient: true,
      AllowedOAuthFlows: ['code'],
      AllowedOAuthScopes: ['openid', 'email', 'profile'],
      SupportedIdentityProviders: ['COGNITO'],
      PreventUserExistenceErrors: 'ENABLED',
      EnableTokenRevocation: true,
    });
  });

  test('only in dev do administrators sign people in by their passwords, as tests do', () => {
    const byAdministrators = stage === 'dev' ? ['ALLOW_ADMIN_USER_PASSWORD_AUTH'] : [];
    const flows = [...byAdministrators, 'ALLOW_USER_SRP_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'];
    expect(client.Properties.ExplicitAuthFlows).toEqual(flows);
  });

  test('sign-in and sign-out return to the page alone, which is nobody until it has its address', () => {
    const onPage = (path: string) => ({ 'Fn::Join': ['', [{ Ref: 'PageAddress' }, path]] });
    expect(client.Properties).toMatchObject({ CallbackURLs: [onPage('/callback')], LogoutURLs: [onPage('/')] });
    expect(template).toMatchObject({
      Parameters: { PageAddress: { Default: 'https://page.invalid', AllowedPattern: 'https://[a-z0-9.-]+' } },
    });
  });

  test("people sign in on a domain of the pool's own, which no other stack in the region has", () => {
    const domain = resourceOf(template, 'AWS::Cognito::UserPoolDomain');
    const { managedLogin } = stages[stage];
    expect(domain.Properties).toEqual({
      UserPoolId: { Ref: pool.id },
      // rides- and a UUID: 42 of the 63 characters that a prefix may have, and none of the words that it may not.
      Domain: { 'Fn::Join': ['', ['rides-', { 'Fn::Select': [2, { 'Fn::Split': ['/', { Ref: 'AWS::StackId' }] }] }]] },
      ManagedLoginVersion: managedLogin ? 2 : 1,
    });
    const styles = resourcesOf(template, 'AWS::Cognito::ManagedLoginBranding');
    const style = { UserPoolId: { Ref: pool.id }, ClientId: { Ref: client.id }, UseCognitoProvidedValues: true };
    expect(styles.map(({ Properties }) => Properties)).toEqual(managedLogin ? [style] : []);
  });
});
