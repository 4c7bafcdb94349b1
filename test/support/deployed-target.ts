import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { Target } from './e2e-target.ts';
import { openMailbox } from './topic-mailbox.ts';
import { poolPeople } from './user-pool.ts';

/** A target that stands somewhere already, and how to take back what its tests needed there. */
export interface DeployedTarget {
  readonly target: Target;
  readonly release: () => Promise<void>;
}

/**
 * The API that the environment names: `API_URL`, and where tokens come from: `TOKEN_URL`, or a user pool of AWS
 * (`USER_POOL_ID`, `CLIENT_ID`, and the credentials and region as any AWS client reads them). What riders are told is read
 * from `MAILBOX_URL`, or by a subscription to `RIDE_TOPIC_ARN`.
 *
 * @returns nothing where it names none
 * @throws Error where it names one by half
 */
export async function deployedTarget(env: NodeJS.ProcessEnv = process.env): Promise<DeployedTarget | undefined> {
  const { API_URL, TOKEN_URL, MAILBOX_URL, USER_POOL_ID, CLIENT_ID, RIDE_TOPIC_ARN } = env;
  if (API_URL === undefined) return undefined;
  if (!URL.canParse(API_URL)) throw new Error(`API_URL is no address: "${API_URL}".`);
  const apiUrl = API_URL.replace(/\/$/, '');
  if (TOKEN_URL) {
    const target = { apiUrl, tokenUrl: TOKEN_URL, ...(MAILBOX_URL && { mailboxUrl: MAILBOX_URL }) };
    return { target, release: async () => {} };
  }
  if (!USER_POOL_ID || !CLIENT_ID) {
    throw new Error('Beside API_URL, set TOKEN_URL, or USER_POOL_ID and CLIENT_ID: the tests need tokens.');
  }

  const people = await poolPeople(USER_POOL_ID, CLIENT_ID);
  const mailbox = RIDE_TOPIC_ARN
    ? await openMailbox(RIDE_TOPIC_ARN, `unicorn-rides-e2e-${randomBytes(6).toString('hex')}`)
    : undefined;
  const server = await serve(async ({ pathname, searchParams }) => {
    if (pathname === '/mailbox') return { items: mailbox?.mails() };
    const groups = (searchParams.get('groups') ?? '').split(',').filter((group) => group !== '');
    return people.tokensFor(searchParams.get('user') ?? '', groups);
  });
  return {
    target: { apiUrl, tokenUrl: `${server.url}/token`, ...(mailbox && { mailboxUrl: `${server.url}/mailbox` }) },
    release: async () => {
      await server.close();
      await mailbox?.close();
      await people.remove();
    },
  };
}

/** Answers with JSON: the tests are processes of their own. */
async function serve(answerTo: (url: URL) => Promise<object>) {
  const server = createServer(async (request: IncomingMessage, response) => {
    try {
      const body = JSON.stringify(await answerTo(new URL(request.url ?? '/', 'http://localhost')));
      response.writeHead(200, { 'content-type': 'application/json' }).end(body);
    } catch (error) {
      response.writeHead(502).end(String(error));
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server of tokens has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
