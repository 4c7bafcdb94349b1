import type { IncomingMessage, ServerResponse } from 'node:http';
import { exportJWK } from 'jose';
import type { Mailbox } from '../mailbox.ts';
import type { Storage } from '../storage.ts';
import { Accounts } from './accounts.ts';
import { cognitoTokens, defaultScopes, userInfoTokens, withoutIssuer } from './cognito-tokens.ts';
import { endpoints } from './discovery.ts';
import { Interactions } from './interactions.ts';
import { logout } from './logout.ts';
import { createProvider } from './provider.ts';
import { ProviderStore } from './provider-store.ts';
import type { SigningKey } from './signing-key.ts';
import type { UserPool } from './user-pools.ts';
import { Users } from './users.ts';

/** Answers a request beneath a pool's local URL, whose path is left out of `request.url`. */
export type PoolServer = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

/** What the pools of a run have in common. */
export interface Shared {
  readonly key: SigningKey;
  readonly mailbox: Mailbox;
  readonly users: Users;
  readonly store: ProviderStore;
  readonly privateJwk: Awaited<ReturnType<typeof exportJWK>>;
}

/** Opens who signed up, and the sessions and tokens, of earlier runs. */
export async function openShared(key: SigningKey, mailbox: Mailbox, storage: Storage): Promise<Shared> {
  const { kid, privateKey } = key;
  return {
    key,
    mailbox,
    users: await Users.open(storage),
    store: await ProviderStore.open(storage),
    privateJwk: { ...(await exportJWK(privateKey)), kid, use: 'sig', alg: 'RS256' },
  };
}

/** Cognito's endpoints and sign-in pages of one pool, as they would be on its domain. */
export function createPoolServer(pool: UserPool, issuer: string, { key, mailbox, ...shared }: Shared): PoolServer {
  const accounts = new Accounts(pool, shared.users, mailbox);
  const provider = createProvider({ pool, issuer, accounts, store: shared.store, privateJwk: shared.privateJwk });
  const { pathname, host } = new URL(issuer);
  provider.use((context, next) => {
    // What the library's own addresses begin with: the path of a request comes without it.
    context.mountPath = pathname;
    return next();
  });
  provider.use(logout(pool, issuer, provider));
  provider.use(withoutIssuer(issuer));
  provider.use(defaultScopes(pool));
  provider.use(userInfoTokens(issuer, key));
  provider.use(cognitoTokens(pool, issuer, accounts, key));
  const protocol = provider.callback();
  const interactions = new Interactions({ pool, issuer, provider, accounts });
  return async (request, response) => {
    // Where people are sent on to is this pool's own address, whatever name a client calls the server by.
    request.headers.host = host;
    const url = new URL(request.url ?? '/', issuer);
    const [, uid, step] = /^\/login\/([\w-]+)(?:\/([a-z-]+))?$/.exec(url.pathname) ?? [];
    if (uid !== undefined) {
      await interactions.answer(request, response, uid, step ?? 'sign-in', url.searchParams);
    } else if (url.pathname === endpoints.login) {
      response.writeHead(302, { location: `${pathname}${endpoints.authorize}${url.search}` }).end();
    } else {
      await protocol(request, response);
    }
  };
}
