import type { IncomingMessage } from 'node:http';

/** The largest body that an HTTP API takes: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
export const largestBody = 10 * 1024 * 1024;

/** How much of a body that is too large is still read, so that its sender gets to see the answer. */
const patience = 10 * largestBody;

/**
 * Reads the whole body of a request, as API Gateway does before it calls anything.
 *
 * @returns the body; `too large`; or `gone` when the client left before its end
 */
export async function readBody(request: IncomingMessage): Promise<Buffer | 'too large' | 'gone'> {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) {
    return Buffer.alloc(0);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  return new Promise((resolve) => {
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= largestBody) chunks.push(chunk);
      else chunks.length = 0;
      if (length > patience) request.destroy();
    });
    request.on('end', () => resolve(length > largestBody ? 'too large' : Buffer.concat(chunks)));
    request.on('error', () => resolve('gone'));
    request.on('close', () => resolve('gone'));
  });
}
