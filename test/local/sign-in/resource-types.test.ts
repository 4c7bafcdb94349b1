import { expect, test } from 'vitest';
import { resourceTypes } from '../../../local/sign-in/resource-types.ts';
import { readUserPools } from '../../../local/sign-in/user-pools.ts';
import type { JsonObject, Resource } from '../../../local/template/resources.ts';

const environment = { accountId: '000000000000', region: 'us-east-1', partition: 'aws', urlSuffix: 'amazonaws.com' };

function resource(type: string, logicalId: string, properties: JsonObject = {}): Resource {
  const declared = { stack: 'Shop', logicalId, path: `Shop/${logicalId}`, type, properties };
  const identity = resourceTypes[type]?.identify({
    ...declared,
    environment,
    generatedName: () => `Shop-${logicalId}`,
  });
  return { ...declared, ref: identity?.ref ?? '', attributes: identity?.attributes ?? {} };
}

test('a user pool has an id like those of Cognito, the same in every run, and the addresses made from it', () => {
  const pool = resource('AWS::Cognito::UserPool', 'Users');
  expect(pool.ref).toMatch(/^us-east-1_[a-zA-Z0-9]{9}$/);
  expect(resource('AWS::Cognito::UserPool', 'Users').ref).toBe(pool.ref);
  expect(resource('AWS::Cognito::UserPool', 'Others').ref).not.toBe(pool.ref);
  expect(pool.attributes).toEqual({
    UserPoolId: pool.ref,
    ProviderName: `cognito-idp.us-east-1.amazonaws.com/${pool.ref}`,
    ProviderURL: `https://cognito-idp.us-east-1.amazonaws.com/${pool.ref}`,
    Arn: `arn:aws:cognito-idp:us-east-1:000000000000:userpool/${pool.ref}`,
  });
});

test('an app client has an id of 26 lower-case letters and digits', () => {
  const client = resource('AWS::Cognito::UserPoolClient', 'Client');
  expect(client.ref).toMatch(/^[a-z0-9]{26}$/);
  expect(client.attributes).toMatchObject({ ClientId: client.ref });
});

test('a group and a domain are called as the template says', () => {
  expect(resource('AWS::Cognito::UserPoolGroup', 'G', { GroupName: 'operators' }).ref).toBe('operators');
  expect(resource('AWS::Cognito::UserPoolDomain', 'D', { Domain: 'shop' }).ref).toBe('shop');
});

test('a Lambda trigger is in no list, so that a pool with one is not run', () => {
  const { runs = [], noEffect = {} } = resourceTypes['AWS::Cognito::UserPool'] ?? {};
  expect([...runs, ...Object.keys(noEffect)]).not.toContain('LambdaConfig');
});

test('user pools are read with their clients, groups and domain, and with Cognito’s own defaults', () => {
  const pool = resource('AWS::Cognito::UserPool', 'Users');
  const of = (type: string, name: string, properties: JsonObject = {}) =>
    resource(`AWS::Cognito::${type}`, name, { UserPoolId: pool.ref, ...properties });
  const client = of('UserPoolClient', 'Client');
  const other = of('UserPoolClient', 'Other', { UserPoolId: 'us-east-1_another12' });
  const group = of('UserPoolGroup', 'Admins', { GroupName: 'admins' });
  const domain = of('UserPoolDomain', 'Domain', { Domain: 'shop' });
  expect(readUserPools([other, client, pool])).toMatchObject([{ groups: [], hasDomain: false }]);
  expect(readUserPools([other, client, pool, group, domain])).toEqual([
    {
      id: pool.ref,
      issuer: pool.attributes.ProviderURL,
      clients: [
        {
          id: client.ref,
          usesCodeFlow: false,
          callbackUrls: [],
          logoutUrls: [],
          scopes: [],
          lifetimes: { access: 3600, id: 3600, refresh: 2_592_000 },
          revokesTokens: true,
          rotatesRefreshTokens: false,
        },
      ],
      groups: ['admins'],
      hasDomain: true,
      signInName: 'username',
      caseSensitive: true,
      selfSignUp: true,
      verifiesEmail: false,
      recoversByEmail: true,
      passwordPolicy: { minimumLength: 8, lowercase: true, uppercase: true, digits: true, symbols: true },
      codeMail: { subject: 'Your verification code', body: 'Your verification code is {####}' },
    },
  ]);
});

test('what a template says of its pool and client is what holds', () => {
  const pool = resource('AWS::Cognito::UserPool', 'Users', {
    AccountRecoverySetting: { RecoveryMechanisms: [{ Name: 'admin_only', Priority: 1 }] },
    AdminCreateUserConfig: { AllowAdminCreateUserOnly: 'true' },
    AutoVerifiedAttributes: ['email'],
    Policies: { PasswordPolicy: { MinimumLength: 10, RequireNumbers: true } },
    UsernameAttributes: ['email'],
    UsernameConfiguration: { CaseSensitive: false },
    VerificationMessageTemplate: { EmailSubject: 'Hello', EmailMessage: 'Code {####}' },
  });
  const client = resource('AWS::Cognito::UserPoolClient', 'Client', {
    UserPoolId: pool.ref,
    AccessTokenValidity: 5,
    AllowedOAuthFlows: ['code'],
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthScopes: ['openid'],
    CallbackURLs: ['app://back'],
    EnableTokenRevocation: false,
    GenerateSecret: true,
    IdTokenValidity: 2,
    LogoutURLs: ['app://out'],
    RefreshTokenRotation: { Feature: 'ENABLED' },
    RefreshTokenValidity: 90,
    TokenValidityUnits: { AccessToken: 'minutes', RefreshToken: 'seconds' },
  });
  expect(readUserPools([pool, client])).toMatchObject([
    {
      clients: [
        {
          usesCodeFlow: true,
          secret: expect.stringMatching(/^[a-z0-9]{52}$/),
          callbackUrls: ['app://back'],
          logoutUrls: ['app://out'],
          scopes: ['openid'],
          lifetimes: { access: 300, id: 7200, refresh: 90 },
          revokesTokens: false,
          rotatesRefreshTokens: true,
        },
      ],
      signInName: 'email',
      caseSensitive: false,
      selfSignUp: false,
      verifiesEmail: true,
      recoversByEmail: false,
      passwordPolicy: { minimumLength: 10, lowercase: false, uppercase: false, digits: true, symbols: false },
      codeMail: { subject: 'Hello', body: 'Code {####}' },
    },
  ]);
});
