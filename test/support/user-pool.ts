import { randomBytes } from 'node:crypto';
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  AdminRemoveUserFromGroupCommand,
  AdminSetUserPasswordCommand,
  type AuthenticationResultType,
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { beginSrp } from './srp.ts';

export interface Tokens {
  readonly id_token: string;
  readonly access_token: string;
}

/** Made-up people in a real user pool. */
export interface PoolPeople {
  /** Signs somebody in who is in exactly these groups. They are made when they are first asked for. */
  readonly tokensFor: (name: string, groups: readonly string[]) => Promise<Tokens>;
  /** Removes all who were made. */
  readonly remove: () => Promise<void>;
}

interface PoolUser {
  readonly email: string;
  readonly password: string;
  readonly groups: ReadonlySet<string>;
}

/**
 * Makes people in a user pool, with the credentials and the region of the environment.
 *
 * @param ClientId a public app client whose tokens the API takes
 */
export async function poolPeople(UserPoolId: string, ClientId: string): Promise<PoolPeople> {
  // A pool takes few of these calls a second.
  const client = new CognitoIdentityProviderClient({ maxAttempts: 8 });
  const { UserPoolClient } = await client.send(new DescribeUserPoolClientCommand({ UserPoolId, ClientId }));
  const trustsAdministrators = UserPoolClient?.ExplicitAuthFlows?.includes('ALLOW_ADMIN_USER_PASSWORD_AUTH') === true;
  // Changes of one person come one after another.
  const users = new Map<string, Promise<PoolUser>>();

  async function makeUser(name: string): Promise<PoolUser> {
    const email = `${name}@e2e.unicorn-rides.example`;
    const password = `${randomBytes(18).toString('base64url')}aA1!`;
    const UserAttributes = [
      { Name: 'email', Value: email },
      { Name: 'email_verified', Value: 'true' },
    ];
    await client.send(
      new AdminCreateUserCommand({ UserPoolId, Username: email, UserAttributes, MessageAction: 'SUPPRESS' }),
    );
    await client.send(
      new AdminSetUserPasswordCommand({ UserPoolId, Username: email, Password: password, Permanent: true }),
    );
    return { email, password, groups: new Set() };
  }

  async function moveTo(user: PoolUser, groups: ReadonlySet<string>): Promise<PoolUser> {
    const Username = user.email;
    for (const GroupName of groups) {
      if (user.groups.has(GroupName)) continue;
      await client.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName }));
    }
    for (const GroupName of user.groups) {
      if (groups.has(GroupName)) continue;
      await client.send(new AdminRemoveUserFromGroupCommand({ UserPoolId, Username, GroupName }));
    }
    return { ...user, groups };
  }

  async function signInByPassword({ email, password }: PoolUser): Promise<AuthenticationResultType | undefined> {
    const AuthParameters = { USERNAME: email, PASSWORD: password };
    const { AuthenticationResult } = await client.send(
      new AdminInitiateAuthCommand({ UserPoolId, ClientId, AuthFlow: 'ADMIN_USER_PASSWORD_AUTH', AuthParameters }),
    );
    return AuthenticationResult;
  }

  async function signInBySrp({ email, password }: PoolUser): Promise<AuthenticationResultType | undefined> {
    const srp = beginSrp(UserPoolId, password);
    const begun = await client.send(
      new InitiateAuthCommand({
        ClientId,
        AuthFlow: 'USER_SRP_AUTH',
        AuthParameters: { USERNAME: email, SRP_A: srp.srpA },
      }),
    );
    const { SALT = '', SECRET_BLOCK = '', SRP_B = '', USER_ID_FOR_SRP = '' } = begun.ChallengeParameters ?? {};
    const challenge = { salt: SALT, secretBlock: SECRET_BLOCK, srpB: SRP_B, userId: USER_ID_FOR_SRP };
    const { signature, timestamp } = srp.prove(challenge);
    const { AuthenticationResult } = await client.send(
      new RespondToAuthChallengeCommand({
        ClientId,
        ChallengeName: 'PASSWORD_VERIFIER',
        Session: begun.Session,
        ChallengeResponses: {
          USERNAME: USER_ID_FOR_SRP,
          PASSWORD_CLAIM_SECRET_BLOCK: SECRET_BLOCK,
          PASSWORD_CLAIM_SIGNATURE: signature,
          TIMESTAMP: timestamp,
        },
      }),
    );
    return AuthenticationResult;
  }

  return {
    tokensFor: async (name, groups) => {
      const known = users.get(name) ?? makeUser(name);
      const moved = known.then((user) => moveTo(user, new Set(groups)));
      users.set(name, moved);
      const user = await moved;
      const { IdToken, AccessToken } =
        (await (trustsAdministrators ? signInByPassword(user) : signInBySrp(user))) ?? {};
      if (IdToken === undefined || AccessToken === undefined) throw new Error(`The pool gave no tokens for ${name}.`);
      return { id_token: IdToken, access_token: AccessToken };
    },
    remove: async () => {
      for (const made of await Promise.allSettled(users.values())) {
        if (made.status === 'rejected') continue;
        await client.send(new AdminDeleteUserCommand({ UserPoolId, Username: made.value.email }));
      }
      client.destroy();
    },
  };
}
