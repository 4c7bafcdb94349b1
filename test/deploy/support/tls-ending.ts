import { once } from 'node:events';
import { Agent, createServer, request } from 'node:http';

/** An address in front of another server, and how to close it. */
export interface Front {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/**
 * Stands where AWS ends TLS: passes each request on as it came, and says that it came by TLS, which the policies of
 * buckets, topics and queues ask for. The stand-in's own TLS breaks its check of tokens.
 *
 * @param port where the server behind listens, on this machine
 */
export async function endTls(port: number): Promise<Front> {
  const agent = new Agent({ keepAlive: true });
  const server = createServer((incoming, answer) => {
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
