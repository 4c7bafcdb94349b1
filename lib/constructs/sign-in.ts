import {
  AccountRecovery,
  CfnManagedLoginBranding,
  CfnUserPoolGroup,
  FeaturePlan,
  ManagedLoginVersion,
  OAuthScope,
  UserPool,
  type UserPoolClient,
  VerificationEmailStyle,
} from 'aws-cdk-lib/aws-cognito';
import { Fn, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib/core';
import { Construct } from 'constructs';
import { operatorsGroup } from '../../lambda/http/caller.ts';
import type { StageSettings } from '../stages.ts';

export interface SignInProps extends Pick<StageSettings, 'retainData' | 'adminSignIn' | 'managedLogin'> {
  /** Where the page is, without a slash at its end. */
  readonly pageUrl: string;
}

/** Who people are: a Cognito user pool where they sign up themselves, and the public client of the web page. */
export class SignIn extends Construct {
  readonly userPool: UserPool;
  readonly client: UserPoolClient;
  /** Where Cognito's sign-in pages and the endpoints of OAuth are, without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: SignInProps) {
    super(scope, id);
    this.userPool = new UserPool(this, 'UserPool', {
      // Plus, with its checks for leaked passwords, is $0.02 a user and month; Essentials is free up to 10,000 users.
      featurePlan: FeaturePlan.ESSENTIALS,
      selfSignUpEnabled: true,
      signInAliases: { email: true },
      signInCaseSensitive: false,
      autoVerify: { email: true },
      userVerification: { emailStyle: VerificationEmailStyle.CODE },
      accountRecovery: AccountRecovery.EMAIL_ONLY,
      passwordPolicy: {
        minLength: 12,
        requireLowercase: true,
        requireUppercase: true,
        requireDigits: true,
        requireSymbols: true,
      },
      deletionProtection: props.retainData,
      removalPolicy: props.retainData ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY,
    });
    Validations.of(this.userPool).acknowledge(
      {
        id: 'AwsSolutions-COG2',
        reason:
          'Riders book a ride with their e-mail and a long password; a second factor would keep more of them out than it keeps safe.',
      },
      {
        id: 'AwsSolutions-COG8',
        reason: 'The Plus plan costs $0.02 a user and month; a stage that holds more can choose it.',
      },
    );
    new CfnUserPoolGroup(this, 'Operators', {
      userPoolId: this.userPool.userPoolId,
      groupName: operatorsGroup,
      description: 'Those who run the fleet',
    });
    this.client = this.userPool.addClient('Web', {
      // A page cannot keep a secret: the code flow with PKCE needs none.
      generateSecret: false,
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [OAuthScope.OPENID, OAuthScope.EMAIL, OAuthScope.PROFILE],
        callbackUrls: [`${props.pageUrl}/callback`],
        logoutUrls: [`${props.pageUrl}/`],
      },
      authFlows: { userSrp: true, adminUserPassword: props.adminSignIn },
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
    });
    const domain = this.userPool.addDomain('Domain', {
      // A prefix is one pool's in a region, whoever's: the last part of the stack's id is nobody else's.
      cognitoDomain: { domainPrefix: `rides-${Fn.select(2, Fn.split('/', Stack.of(this).stackId))}` },
      managedLoginVersion: props.managedLogin
        ? ManagedLoginVersion.NEWER_MANAGED_LOGIN
        : ManagedLoginVersion.CLASSIC_HOSTED_UI,
    });
    this.url = domain.baseUrl();
    if (props.managedLogin) {
      // Without a style of its own a client has no managed login: its pages say that they are unavailable.
      new CfnManagedLoginBranding(this, 'LoginStyle', {
        userPoolId: this.userPool.userPoolId,
        clientId: this.client.userPoolClientId,
        useCognitoProvidedValues: true,
      });
    }
  }
}
