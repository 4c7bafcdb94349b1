import type { IncomingMessage, ServerResponse } from 'node:http';
import { isDeepStrictEqual } from 'node:util';
import type { Mailbox } from '../mailbox.ts';
import type { Storage } from '../storage.ts';
import type { PoolServer, Shared } from './pool-server.ts';
import type { SigningKey } from './signing-key.ts';
import type { UserPool } from './user-pools.ts';

export interface PoolServersOptions {
  readonly key: SigningKey;
  readonly mailbox: Mailbox;
  readonly storage: Storage;
  /** The local URL of a pool. */
  readonly issuerUrl: (poolId: string) => string;
}

/**
 * The sign-in pages and endpoints of the pools of a run. The provider library and what was kept are loaded when someone
 * first asks for them: a run whose pages nobody opens starts without.
 */
export class PoolServers {
  readonly #options: PoolServersOptions;
  #shared: Promise<Shared> | undefined;
  readonly #servers = new Map<string, { readonly pool: UserPool; readonly server: Promise<PoolServer> }>();

  constructor(options: PoolServersOptions) {
    this.#options = options;
  }

  /** Answers a request beneath a pool's local URL, whose path is left out of `request.url`. @param pool as it is now */
  async answer(pool: UserPool, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const server = await this.#serverOf(pool);
    await server(request, response);
  }

  #serverOf(pool: UserPool): Promise<PoolServer> {
    const there = this.#servers.get(pool.id);
    if (there && isDeepStrictEqual(there.pool, pool)) return there.server;
    const server = this.#create(pool);
    this.#servers.set(pool.id, { pool, server });
    return server;
  }

  async #create(pool: UserPool): Promise<PoolServer> {
    const { createPoolServer, openShared } = await import('./pool-server.ts');
    const { key, mailbox, storage, issuerUrl } = this.#options;
    this.#shared ??= openShared(key, mailbox, storage);
    return createPoolServer(pool, issuerUrl(pool.id), await this.#shared);
  }
}
