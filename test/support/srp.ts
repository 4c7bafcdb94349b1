import { createHash, createHmac, getDiffieHellman, hkdfSync, randomBytes } from 'node:crypto';

/** What Cognito asks of who has said that they know the password. */
export interface PasswordChallenge {
  readonly salt: string;
  readonly secretBlock: string;
  readonly srpB: string;
  /** The user's name as the pool keeps it. */
  readonly userId: string;
}

/** A sign-in by the Secure Remote Password protocol: the password itself never leaves this machine. */
export interface SrpSignIn {
  /** What the sign-in begins with. */
  readonly srpA: string;
  /** Proves to know the password. */
  readonly prove: (challenge: PasswordChallenge) => { readonly signature: string; readonly timestamp: string };
}

// RFC 5054's group of 3072 bits, with Cognito's generator.
const prime = BigInt(`0x${getDiffieHellman('modp15').getPrime('hex')}`);
const generator = 2n;

/**
 * Begins a sign-in to a user pool as Cognito's own clients do, which every app client with `ALLOW_USER_SRP_AUTH` takes.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-authentication-flow-methods.html
 */
export function beginSrp(userPoolId: string, password: string): SrpSignIn {
  const poolName = userPoolId.split('_')[1] ?? '';
  const secret = number(randomBytes(32));
  const a = power(generator, secret);
  return {
    srpA: a.toString(16),
    prove: ({ salt, secretBlock, srpB, userId }) => {
      const b = BigInt(`0x${srpB}`);
      const multiplier = number(hash(bytes(prime), bytes(generator)));
      const scrambler = number(hash(bytes(a), bytes(b)));
      const inner = hash(Buffer.from(`${poolName}${userId}:${password}`));
      const identity = number(hash(bytes(BigInt(`0x${salt}`)), inner));
      const base = (b - ((multiplier * power(generator, identity)) % prime) + prime) % prime;
      const shared = power(base, secret + scrambler * identity);
      const key = hkdfSync('sha256', bytes(shared), bytes(scrambler), 'Caldera Derived Key', 16);
      const timestamp = cognitoTime(new Date());
      const signature = createHmac('sha256', Buffer.from(key))
        .update(poolName + userId)
        .update(Buffer.from(secretBlock, 'base64'))
        .update(timestamp)
        .digest('base64');
      return { signature, timestamp };
    },
  };
}

function power(base: bigint, exponent: bigint): bigint {
  let [result, square] = [1n, base % prime];
  for (let rest = exponent; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % prime;
    square = (square * square) % prime;
  }
  return result;
}

/** Big-endian, with a zero byte before a first bit that is set: as a signed number is written. */
function bytes(value: bigint): Buffer {
  const hex = value.toString(16);
  const even = hex.length % 2 === 0 ? hex : `0${hex}`;
  return Buffer.from(/^[89a-f]/.test(even) ? `00${even}` : even, 'hex');
}

const number = (value: Buffer): bigint => BigInt(`0x${value.toString('hex')}`);

function hash(...parts: readonly Buffer[]): Buffer {
  const sha256 = createHash('sha256');
  for (const part of parts) sha256.update(part);
  return sha256.digest();
}

/** `Sat Nov 21 18:48:53 UTC 2026`, the day without a zero before it. */
function cognitoTime(now: Date): string {
  const [, weekday, day, month, year, time] = /^(\w+), (\d+) (\w+) (\d+) (\S+)/.exec(now.toUTCString()) ?? [];
  return `${weekday} ${month} ${Number(day)} ${time} UTC ${year}`;
}
