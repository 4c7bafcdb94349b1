import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';

export interface Issuer {
  readonly url: string;
  /** How often its documents were asked for, by path. */
  readonly asked: Map<string, number>;
  /** A token as good as any, but for what is said. */
  readonly token: (claims?: Record<string, unknown>, header?: Record<string, unknown>) => Promise<string>;
  /** Signs with a new key from now on, and shows only that. */
  readonly rotate: () => Promise<void>;
  /** The key set as it is now. */
  readonly keySet: () => { keys: JWK[] };
  readonly close: () => Promise<void>;
}

export const seconds = (): number => Math.floor(Date.now() / 1000);

/** An OpenID provider of its own, over plain HTTP. */
export async function startIssuer(): Promise<Issuer> {
  let made = 0;
  let key: { privateKey: CryptoKey; jwk: JWK };
  const rotate = async () => {
    const { privateKey, publicKey } = await generateKeyPair('RS256', { extractable: true });
    key = { privateKey, jwk: { ...(await exportJWK(publicKey)), kid: `key-${++made}`, alg: 'RS256', use: 'sig' } };
  };
  await rotate();
  const asked = new Map<string, number>();
  const server: Server = createServer((request, response) => {
    const path = request.url ?? '';
    asked.set(path, (asked.get(path) ?? 0) + 1);
    const documents: Record<string, unknown> = {
      '/.well-known/openid-configuration': { issuer: url, jwks_uri: `${url}/keys` },
      '/keys': { keys: [key.jwk] },
    };
    response.statusCode = path in documents ? 200 : 404;
    response.end(JSON.stringify(documents[path] ?? {}));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url,
    asked,
    token: (claims = {}, header = {}) =>
      new SignJWT({ iss: url, aud: 'web', sub: 'alice', exp: seconds() + 60, iat: seconds(), ...claims })
        .setProtectedHeader({ alg: 'RS256', kid: key.jwk.kid ?? '', ...header })
        .sign(key.privateKey),
    rotate,
    keySet: () => ({ keys: [key.jwk] }),
    close: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
