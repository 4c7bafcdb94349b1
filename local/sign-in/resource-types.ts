import { madeUpId } from '../gateway/made-up-id.ts';
import type { ResourceTypes } from '../template/resources.ts';

const mailbox = 'what would be mailed is in the mailbox of the run';
const passwordOnly = 'people sign in on the local pages with a password, or with one click: there is no other factor';
const noSms = 'nobody gets a text message';
const noAdmin = 'there is no administrator who makes users: people sign up, or are made up';
const attributes = 'local users have an e-mail address, and no other attributes';
const ownPagesOnly =
  'people sign in on the local pages, at the pool itself: it has no API for users, and no other provider';
const ownPages = 'the local sign-in pages have their own address and looks';
const words = 'a text for people; nothing reads it';

/** Ids of user pools have letters of both cases. */
const bothCases = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';

const noEffect = (reason: string, ...properties: string[]): Record<string, string> =>
  Object.fromEntries(properties.map((property) => [property, reason]));

/**
 * What the local run knows of Cognito's user pools. `LambdaConfig` is in no list: a trigger may change the tokens, so
 * a pool with one cannot be run.
 */
export const resourceTypes: ResourceTypes = {
  'AWS::Cognito::UserPool': {
    identify: ({ environment, generatedName }) => {
      const { partition, region, accountId, urlSuffix } = environment;
      const id = `${region}_${madeUpId(generatedName(), 9, bothCases)}`;
      const provider = `cognito-idp.${region}.${urlSuffix}/${id}`;
      return {
        ref: id,
        attributes: {
          UserPoolId: id,
          ProviderName: provider,
          ProviderURL: `https://${provider}`,
          Arn: `arn:${partition}:cognito-idp:${region}:${accountId}:userpool/${id}`,
        },
      };
    },
    runs: [
      'UserPoolName',
      'AccountRecoverySetting',
      'AdminCreateUserConfig.AllowAdminCreateUserOnly',
      'AutoVerifiedAttributes',
      'EmailVerificationMessage',
      'EmailVerificationSubject',
      'Policies.PasswordPolicy',
      'UsernameAttributes',
      'UsernameConfiguration',
      'VerificationMessageTemplate.DefaultEmailOption',
      'VerificationMessageTemplate.EmailMessage',
      'VerificationMessageTemplate.EmailSubject',
    ],
    noEffect: {
      ...noEffect(mailbox, 'EmailConfiguration'),
      ...noEffect(
        'codes are mailed, and no links',
        'VerificationMessageTemplate.EmailMessageByLink',
        'VerificationMessageTemplate.EmailSubjectByLink',
      ),
      ...noEffect(noSms, 'SmsAuthenticationMessage', 'SmsConfiguration', 'SmsVerificationMessage'),
      ...noEffect(noSms, 'VerificationMessageTemplate.SmsMessage'),
      ...noEffect(noAdmin, 'AdminCreateUserConfig', 'Policies.PasswordPolicy.TemporaryPasswordValidityDays'),
      ...noEffect('a local pool has no plan, and no protection from threats', 'UserPoolAddOns', 'UserPoolTier'),
      ...noEffect(attributes, 'AliasAttributes', 'Schema', 'UserAttributeUpdateSettings'),
      ...noEffect(
        passwordOnly,
        'DeviceConfiguration',
        'EmailAuthenticationMessage',
        'EmailAuthenticationSubject',
        'EnabledMfas',
        'MfaConfiguration',
        'Policies.PasswordPolicy.PasswordHistorySize',
        'Policies.SignInPolicy',
        'WebAuthnFactorConfiguration',
        'WebAuthnRelyingPartyID',
        'WebAuthnUserVerification',
      ),
      DeletionProtection: 'nothing deletes a local pool',
      UserPoolTags: words,
    },
  },
  'AWS::Cognito::UserPoolClient': {
    identify: ({ generatedName }) => {
      const id = madeUpId(generatedName(), 26);
      return {
        ref: id,
        attributes: { ClientId: id, ClientSecret: madeUpId(`${id} secret`, 52), Name: generatedName() },
      };
    },
    runs: [
      'UserPoolId',
      'ClientName',
      'AccessTokenValidity',
      'AllowedOAuthFlows',
      'AllowedOAuthFlowsUserPoolClient',
      'AllowedOAuthScopes',
      'CallbackURLs',
      'EnableTokenRevocation',
      'GenerateSecret',
      'IdTokenValidity',
      'LogoutURLs',
      'PreventUserExistenceErrors',
      'RefreshTokenRotation.Feature',
      'RefreshTokenValidity',
      'TokenValidityUnits',
    ],
    noEffect: {
      ...noEffect(
        ownPagesOnly,
        'AnalyticsConfiguration',
        'AuthSessionValidity',
        'EnablePropagateAdditionalUserContextData',
        'ExplicitAuthFlows',
        'SupportedIdentityProviders',
      ),
      ...noEffect(attributes, 'ReadAttributes', 'WriteAttributes'),
      DefaultRedirectURI: 'a client says where it wants people back',
      'RefreshTokenRotation.RetryGracePeriodSeconds': 'a refresh token that was rotated is no good from then on',
    },
  },
  'AWS::Cognito::UserPoolGroup': {
    identify: ({ properties, generatedName }) => ({ ref: String(properties.GroupName ?? generatedName()) }),
    runs: ['UserPoolId', 'GroupName'],
    noEffect: {
      Description: words,
      ...noEffect('there are no identity pools', 'Precedence', 'RoleArn'),
    },
  },
  'AWS::Cognito::UserPoolDomain': {
    identify: ({ properties }) => ({
      ref: String(properties.Domain ?? ''),
      attributes: { CloudFrontDistribution: `${String(properties.Domain ?? '')}.cloudfront.net` },
    }),
    runs: ['UserPoolId'],
    noEffect: noEffect(ownPages, 'Domain', 'CustomDomainConfig', 'ManagedLoginVersion', 'Routing'),
  },
  'AWS::Cognito::ManagedLoginBranding': {
    identify: ({ generatedName }) => {
      const id = generatedName();
      return { ref: id, attributes: { ManagedLoginBrandingId: id } };
    },
    runs: [],
    noEffectType: ownPages,
  },
};
