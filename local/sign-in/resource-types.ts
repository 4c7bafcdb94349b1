import { madeUpId } from '../gateway/made-up-id.ts';
import type { ResourceTypes } from '../template/resources.ts';

const noSignUp = 'tokens come from the token server, for anyone: nobody signs up, has a password or gets a message';
const noPages = 'tokens come from the token server: there are no sign-in pages and no redirects';
const oneHour = 'local tokens are good for an hour';
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
    runs: ['UserPoolName'],
    noEffect: {
      ...noEffect(
        noSignUp,
        'AccountRecoverySetting',
        'AdminCreateUserConfig',
        'AliasAttributes',
        'AutoVerifiedAttributes',
        'DeviceConfiguration',
        'EmailAuthenticationMessage',
        'EmailAuthenticationSubject',
        'EmailConfiguration',
        'EmailVerificationMessage',
        'EmailVerificationSubject',
        'EnabledMfas',
        'MfaConfiguration',
        'Policies',
        'Schema',
        'SmsAuthenticationMessage',
        'SmsConfiguration',
        'SmsVerificationMessage',
        'UserAttributeUpdateSettings',
        'UserPoolAddOns',
        'UserPoolTier',
        'UsernameAttributes',
        'UsernameConfiguration',
        'VerificationMessageTemplate',
        'WebAuthnFactorConfiguration',
        'WebAuthnRelyingPartyID',
        'WebAuthnUserVerification',
      ),
      DeletionProtection: 'a local pool keeps nothing that could be lost',
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
    runs: ['UserPoolId', 'ClientName'],
    noEffect: {
      ...noEffect(
        noPages,
        'AllowedOAuthFlows',
        'AllowedOAuthFlowsUserPoolClient',
        'AllowedOAuthScopes',
        'AnalyticsConfiguration',
        'AuthSessionValidity',
        'CallbackURLs',
        'DefaultRedirectURI',
        'EnablePropagateAdditionalUserContextData',
        'EnableTokenRevocation',
        'ExplicitAuthFlows',
        'GenerateSecret',
        'LogoutURLs',
        'PreventUserExistenceErrors',
        'ReadAttributes',
        'RefreshTokenRotation',
        'SupportedIdentityProviders',
        'WriteAttributes',
      ),
      ...noEffect(oneHour, 'AccessTokenValidity', 'IdTokenValidity', 'RefreshTokenValidity', 'TokenValidityUnits'),
    },
  },
  'AWS::Cognito::UserPoolGroup': {
    identify: ({ properties, generatedName }) => ({ ref: String(properties.GroupName ?? generatedName()) }),
    runs: [],
    noEffectType: 'the token server puts a person into any group that is asked for',
  },
  'AWS::Cognito::UserPoolDomain': {
    identify: ({ properties }) => ({
      ref: String(properties.Domain ?? ''),
      attributes: { CloudFrontDistribution: `${String(properties.Domain ?? '')}.cloudfront.net` },
    }),
    runs: [],
    noEffectType: noPages,
  },
};
