import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test, vi } from 'vitest';
import { invokeAgain } from '../../../lambda/aws/invoke-again.ts';

const arn = 'arn:aws:lambda:us-east-1:111122223333:function:Importer';

/** Stands for Lambda, where it can be seen what it is asked. */
async function startLambda(status = 202) {
  const asked: { readonly url: string | undefined; readonly type: unknown; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    asked.push({ url: request.url, type: request.headers['x-amz-invocation-type'], body: await text(request) });
    response.writeHead(status, { connection: 'close' }).end('no');
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', `http://127.0.0.1:${address.port}`);
  vi.stubEnv('AWS_REGION', 'us-east-1');
  vi.stubEnv('AWS_ACCESS_KEY_ID', 'test');
  vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'test');
  onTestFinished(() => {
    vi.unstubAllEnvs();
    server.close();
  });
  return asked;
}

test.each([
  ['its alias', `${arn}:live`, '/2015-03-31/functions/Importer/invocations?Qualifier=live'],
  ['itself where it was called without an alias', arn, '/2015-03-31/functions/Importer/invocations'],
])('a function has %s invoked once more, and does not wait for it', async (_, invoked, url) => {
  const asked = await startLambda();
  await invokeAgain(invoked, { upload: 1 });
  expect(asked).toEqual([{ url, type: 'Event', body: '{"upload":1}' }]);
});

test('it fails where Lambda does not take it', async () => {
  await startLambda(403);
  await expect(invokeAgain(arn, {})).rejects.toThrow('Lambda answered 403: no');
});
