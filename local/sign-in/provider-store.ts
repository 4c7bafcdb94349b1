import { type Adapter, type AdapterPayload, errors } from 'oidc-provider';
import type { Part, Storage } from '../storage.ts';
import { uuidOf } from './people.ts';

/** Something that the provider keeps: a session, a code, a token, a grant. */
interface Kept {
  readonly payload: AdapterPayload;
  /** When it goes, in milliseconds since 1970. */
  readonly expiresAt: number;
}

/** What stands in an access token as `jti`, a UUID as in Cognito's, for the library's own id of it. It is kept under this. */
export const accessTokenId = uuidOf;

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Milliseconds between two looks for what has expired. */
const betweenSweeps = 60_000;

/**
 * What the providers of a run keep. What is written is read at once, so that a code is taken once however many bring it at
 * the same moment; it is kept when the promise is.
 */
export class ProviderStore {
  readonly #part: Part<Kept>;
  readonly #records = new Map<string, Kept>();
  #sweptAt = Date.now();

  private constructor(part: Part<Kept>) {
    this.#part = part;
  }

  /** Opens what earlier runs kept. */
  static async open(storage: Storage): Promise<ProviderStore> {
    const store = new ProviderStore(storage.part<Kept>('sign-in-records'));
    for await (const [key, record] of store.#part.iterator()) store.#records.set(key, record);
    return store;
  }

  /** One kind of record of one pool, as oidc-provider asks for it. */
  adapter(poolId: string, model: string): Adapter {
    const prefix = `${poolId} ${model} `;
    const keyOf = (id: string) => prefix + (model === 'AccessToken' && !uuid.test(id) ? accessTokenId(id) : id);
    const find = (id: string) => {
      const record = this.#records.get(keyOf(id));
      return record && record.expiresAt > Date.now() ? record.payload : undefined;
    };
    const findBy = (matches: (payload: AdapterPayload) => boolean): AdapterPayload | undefined => {
      for (const [key, { payload, expiresAt }] of this.#records) {
        if (key.startsWith(prefix) && matches(payload) && expiresAt > Date.now()) return payload;
      }
      return undefined;
    };
    return {
      // Every kind of record is given a time.
      upsert: (id, payload, expiresIn = 0) =>
        this.#put(keyOf(id), { payload, expiresAt: Date.now() + expiresIn * 1000 }),
      find: async (id) => find(id),
      findByUid: async (uid) => findBy((payload) => payload.uid === uid),
      findByUserCode: async (code) => findBy((payload) => payload.userCode === code),
      consume: async (id) => {
        const record = this.#records.get(keyOf(id));
        // Two requests may have found it at the same moment: the second comes too late.
        if (!record || record.payload.consumed !== undefined) throw new errors.InvalidGrant('already consumed');
        const payload = { ...record.payload, consumed: Math.floor(Date.now() / 1000) };
        await this.#put(keyOf(id), { ...record, payload });
      },
      destroy: (id) => this.#remove([keyOf(id)]),
      revokeByGrantId: (grantId) =>
        this.#remove(
          [...this.#records]
            .filter(([key, { payload }]) => key.startsWith(prefix) && payload.grantId === grantId)
            .map(([key]) => key),
        ),
    };
  }

  async #put(key: string, record: Kept): Promise<void> {
    this.#records.set(key, record);
    await this.#part.put(key, record);
    if (Date.now() - this.#sweptAt < betweenSweeps) return;
    this.#sweptAt = Date.now();
    await this.#remove([...this.#records].filter(([, { expiresAt }]) => expiresAt <= Date.now()).map(([old]) => old));
  }

  async #remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) this.#records.delete(key);
    await this.#part.batch(keys.map((key) => ({ type: 'del', key })));
  }
}
