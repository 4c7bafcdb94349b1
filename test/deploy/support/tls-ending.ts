import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';

/** An address in front of another server, and how to close it. */
export interface Front {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Requests to APIs that are passed on at once; others wait here. Each that is under way may take a process of its own, as
 * on Lambda, but these processes share one machine: with more of them at once all would be slower, and start anew more.
 */
const callsAtOnce = 4;
const callPath = '/_aws/execute-api/';

/**
 * Stands where AWS ends TLS: passes each request on as it came, and says that it came by TLS, which the policies of
 * buckets, topics and queues ask for. The stand-in's own TLS breaks its check of tokens.
 *
 * @param port where the server behind listens, on this machine
 */
export async function endTls(port: number): Promise<Front> {
  const agent = new Agent({ keepAlive: true });
  const waiting: (() => void)[] = [];
  let calls = 0;

  function passOn(incoming: IncomingMessage, answer: ServerResponse): void {
    const headers = [...incoming.rawHeaders, 'X-Forwarded-Proto', 'https'];
    const { method, url: path } = incoming;
    const outgoing = request({ host: '127.0.0.1', port, agent, method, path, headers });
    outgoing.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 502, response.statusMessage, response.rawHeaders);
      response.pipe(answer);
      response.on('error', () => answer.destroy());
    });
    // Who asked sees what would be seen without this: a connection that breaks.
    outgoing.on('error', () => answer.destroy());
    answer.on('close', () => outgoing.destroy());
    incoming.pipe(outgoing);
  }

  function call(incoming: IncomingMessage, answer: ServerResponse): void {
    if (answer.destroyed) {
      waiting.shift()?.();
      return;
    }
    if (calls >= callsAtOnce) {
      waiting.push(() => call(incoming, answer));
      return;
    }
    calls += 1;
    answer.on('close', () => {
      calls -= 1;
      waiting.shift()?.();
    });
    passOn(incoming, answer);
  }

  const server = createServer((incoming, answer) => {
    if (incoming.url?.startsWith(callPath)) call(incoming, answer);
    else passOn(incoming, answer);
  });
  server.keepAliveTimeout = 60_000;
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The front has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    close: async () => {
      agent.destroy();
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
}
