import { numberOf, textOf, textsOf } from '../gateway/properties.ts';
import { isObject, ownObject } from '../template/json.ts';
import type { JsonObject, Resource } from '../template/resources.ts';

/** An app client of a user pool: who asks for tokens. */
export interface AppClient {
  readonly id: string;
  /** Of a client that can keep one; a page cannot. */
  readonly secret?: string;
  /** Whether it may send people to the sign-in pages for a code. */
  readonly usesCodeFlow: boolean;
  /** Where sign-in may return to, to the letter. */
  readonly callbackUrls: readonly string[];
  /** Where sign-out may return to, to the letter. */
  readonly logoutUrls: readonly string[];
  readonly scopes: readonly string[];
  /** How long its tokens are good for, in seconds. */
  readonly lifetimes: { readonly access: number; readonly id: number; readonly refresh: number };
  readonly revokesTokens: boolean;
  /** Whether each refresh gives a new refresh token and ends the old one. */
  readonly rotatesRefreshTokens: boolean;
}

/** What a password must have. */
export interface PasswordPolicy {
  readonly minimumLength: number;
  readonly lowercase: boolean;
  readonly uppercase: boolean;
  readonly digits: boolean;
  readonly symbols: boolean;
}

/** A user pool of the template. */
export interface UserPool {
  /** `us-east-1_` and nine letters or digits. */
  readonly id: string;
  /** The issuer that the template names in its authorizers: the pool's URL on AWS. */
  readonly issuer: string;
  /** Its app clients, in the template's order. */
  readonly clients: readonly AppClient[];
  /** The names of its groups, in the template's order. */
  readonly groups: readonly string[];
  /** Whether it has a domain: the sign-in pages and the endpoints of OAuth are on it. */
  readonly hasDomain: boolean;
  /** What people sign in with. */
  readonly signInName: 'email' | 'username';
  readonly caseSensitive: boolean;
  readonly selfSignUp: boolean;
  /** Whether who signs up confirms the e-mail address by a code. */
  readonly verifiesEmail: boolean;
  /** Whether a code by e-mail gives a new password to who forgot it. */
  readonly recoversByEmail: boolean;
  readonly passwordPolicy: PasswordPolicy;
  /** What is mailed with a code, which stands for `{####}`. */
  readonly codeMail: { readonly subject: string; readonly body: string };
}

/** The user pools among the resources of a run. */
export function readUserPools(resources: readonly Resource[]): UserPool[] {
  const partsOf = (pool: Resource, part: string) =>
    resources.filter(({ type, properties }) => type === `AWS::Cognito::${part}` && properties.UserPoolId === pool.ref);
  return resources
    .filter(({ type }) => type === 'AWS::Cognito::UserPool')
    .map((pool) => ({
      id: pool.ref,
      issuer: pool.attributes.ProviderURL ?? '',
      clients: partsOf(pool, 'UserPoolClient').map(readClient),
      groups: partsOf(pool, 'UserPoolGroup').map(({ ref }) => ref),
      hasDomain: partsOf(pool, 'UserPoolDomain').length > 0,
      ...readSettings(pool.properties),
    }));
}

function readSettings(properties: JsonObject) {
  const policies = ownObject(properties, 'Policies');
  const policy = ownObject(policies, 'PasswordPolicy');
  // Cognito's own policy asks for everything; one of the template's for what it says.
  const byDefault = !Object.hasOwn(policies, 'PasswordPolicy');
  const recovery = ownObject(properties, 'AccountRecoverySetting').RecoveryMechanisms;
  const message = ownObject(properties, 'VerificationMessageTemplate');
  return {
    signInName: textsOf(properties, 'UsernameAttributes').includes('email')
      ? ('email' as const)
      : ('username' as const),
    caseSensitive: isOn(ownObject(properties, 'UsernameConfiguration'), 'CaseSensitive', true),
    selfSignUp: !isOn(ownObject(properties, 'AdminCreateUserConfig'), 'AllowAdminCreateUserOnly'),
    verifiesEmail: textsOf(properties, 'AutoVerifiedAttributes').includes('email'),
    recoversByEmail:
      !Array.isArray(recovery) || recovery.some((each) => isObject(each) && each.Name === 'verified_email'),
    passwordPolicy: {
      minimumLength: numberOf(policy, 'MinimumLength') ?? 8,
      lowercase: isOn(policy, 'RequireLowercase', byDefault),
      uppercase: isOn(policy, 'RequireUppercase', byDefault),
      digits: isOn(policy, 'RequireNumbers', byDefault),
      symbols: isOn(policy, 'RequireSymbols', byDefault),
    },
    codeMail: {
      subject:
        textOf(message, 'EmailSubject') ?? textOf(properties, 'EmailVerificationSubject') ?? 'Your verification code',
      body:
        textOf(message, 'EmailMessage') ??
        textOf(properties, 'EmailVerificationMessage') ??
        'Your verification code is {####}',
    },
  };
}

function readClient({ ref, attributes, properties }: Resource): AppClient {
  const { ClientSecret: secret } = attributes;
  return {
    id: ref,
    ...(isOn(properties, 'GenerateSecret') && secret !== undefined && { secret }),
    usesCodeFlow:
      isOn(properties, 'AllowedOAuthFlowsUserPoolClient') && textsOf(properties, 'AllowedOAuthFlows').includes('code'),
    callbackUrls: textsOf(properties, 'CallbackURLs'),
    logoutUrls: textsOf(properties, 'LogoutURLs'),
    scopes: textsOf(properties, 'AllowedOAuthScopes'),
    lifetimes: {
      access: lifetime(properties, 'AccessToken', 'hours') || oneHour,
      id: lifetime(properties, 'IdToken', 'hours') || oneHour,
      refresh: lifetime(properties, 'RefreshToken', 'days') || thirtyDays,
    },
    revokesTokens: isOn(properties, 'EnableTokenRevocation', true),
    rotatesRefreshTokens: ownObject(properties, 'RefreshTokenRotation').Feature === 'ENABLED',
  };
}

const secondsOf: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 24 * 3600 };
const oneHour = 3600;
const thirtyDays = 30 * 24 * 3600;

/** Seconds that a kind of token is good for; 0 where Cognito's own default holds. */
function lifetime(client: JsonObject, token: string, unitByDefault: string): number {
  const unit = textOf(ownObject(client, 'TokenValidityUnits'), token) ?? unitByDefault;
  return (numberOf(client, `${token}Validity`) ?? 0) * (secondsOf[unit] ?? 0);
}

/** Whether a property is true, which templates write as a boolean or as text. */
const isOn = (properties: JsonObject, name: string, byDefault = false): boolean =>
  (textOf(properties, name) ?? String(byDefault)) === 'true';
