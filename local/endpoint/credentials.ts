import { randomBytes, randomInt } from 'node:crypto';
import type { Role } from './roles.ts';
import type { Caller } from './service.ts';
import { trustOf } from './trust.ts';

/** What a client signs its requests with. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The credentials of a role's session; every request must carry the token. */
export interface SessionCredentials extends Credentials {
  readonly sessionToken: string;
}

/** Someone whom the endpoint knows by an access key. */
export interface Identity {
  readonly caller: Caller;
  readonly credentials: Credentials | SessionCredentials;
  readonly issuedAt: Date;
  /** Of a role's session: what it was named, for a function its name. */
  readonly sessionName?: string;
  /** Signing keys already derived for it, by scope. */
  readonly signingKeys: Map<string, Buffer>;
}

/** Who may call the endpoint: the account's root, and the sessions of its roles. */
export interface Identities {
  /** May do everything; new in every run. For the local run itself and for tests, never for a function. */
  readonly root: Credentials;
  /**
   * Gives a function's process credentials of its own, so that a call tells which process made it.
   * @throws Error when the app has no such role or Lambda may not assume it.
   */
  readonly issue: (session: { roleArn: string; sessionName: string }) => SessionCredentials;
  /**
   * Told that a process has ended. Its credentials are good for hours more, as on AWS: a presigned URL that it gave out
   * works until it expires. Those of an earlier run are never known again.
   */
  readonly revoke: (accessKeyId: string) => void;
  readonly find: (accessKeyId: string) => Identity | undefined;
  /** The role behind a caller, as it is now; `undefined` for the root and for a role that is gone. */
  readonly roleOf: (caller: Caller) => Role | undefined;
  /** A role by its ARN, as it is now. */
  readonly role: (roleArn: string) => Role | undefined;
  /** Takes the roles of a template that was synthesized again; sessions keep their credentials. */
  readonly setRoles: (roles: ReadonlyMap<string, Role>) => void;
}

/** How long the credentials of Lambda's sessions last at most, in milliseconds. */
const sessionLifetime = 12 * 60 * 60_000;

/**
 * The identities of one run: a new root, and no sessions yet.
 *
 * @param clock the time, in milliseconds since 1970
 */
export const createIdentities = (
  accountId: string,
  initialRoles: ReadonlyMap<string, Role>,
  clock: () => number = Date.now,
): Identities => {
  let roles = initialRoles;
  const identities = new Map<string, Identity>();
  /** When the processes ended whose credentials still last, by access key, in the order of their ends. */
  const ended = new Map<string, number>();
  const forgetExpired = () => {
    for (const [accessKeyId, endedAt] of ended) {
      if (endedAt + sessionLifetime > clock()) return;
      ended.delete(accessKeyId);
      identities.delete(accessKeyId);
    }
  };
  const add = (identity: Omit<Identity, 'issuedAt' | 'signingKeys'>) => {
    identities.set(identity.caller.accessKeyId, { ...identity, issuedAt: new Date(), signingKeys: new Map() });
  };

  const root = newCredentials('AKIA');
  const rootArn = `arn:aws:iam::${accountId}:root`;
  add({
    credentials: root,
    caller: {
      accessKeyId: root.accessKeyId,
      type: 'root',
      accountId,
      arn: rootArn,
      principalArn: rootArn,
      userId: accountId,
    },
  });

  return {
    root,
    issue: ({ roleArn, sessionName }) => {
      const role = roles.get(roleArn);
      if (!role) throw new Error(`There is no role ${roleArn} in this app`);
      if (trustOf(role, { service: 'lambda.amazonaws.com' }, accountId) !== 'allow')
        throw new Error(`The role ${roleArn} cannot be assumed by Lambda`);
      const credentials = { ...newCredentials('ASIA'), sessionToken: randomBytes(96).toString('base64') };
      add({
        credentials,
        sessionName,
        caller: {
          accessKeyId: credentials.accessKeyId,
          type: 'role',
          accountId,
          arn: `arn:aws:sts::${accountId}:assumed-role/${role.name}/${sessionName}`,
          principalArn: roleArn,
          userId: `${role.id}:${sessionName}`,
        },
      });
      return credentials;
    },
    revoke: (accessKeyId) => {
      if (accessKeyId !== root.accessKeyId) ended.set(accessKeyId, clock());
    },
    find: (accessKeyId) => {
      forgetExpired();
      return identities.get(accessKeyId);
    },
    roleOf: (caller) => (caller.type === 'role' ? roles.get(caller.principalArn) : undefined),
    role: (roleArn) => roles.get(roleArn),
    setRoles: (changed) => {
      roles = changed;
    },
  };
};

/** In the form AWS gives them: 20 letters and digits with a prefix that tells the kind, and 40 of base64. */
const newCredentials = (prefix: 'AKIA' | 'ASIA'): Credentials => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const key = Array.from({ length: 16 }, () => alphabet.charAt(randomInt(alphabet.length))).join('');
  return { accessKeyId: prefix + key, secretAccessKey: randomBytes(30).toString('base64') };
};
