import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { startGateway } from '../../../local/gateway/gateway.ts';
import { raw, send, serve } from './harness.ts';
import { api, apiOf, route, stage } from './template.ts';

const anything = [api(), stage(), ...route('$default')];
const megabyte = 1024 * 1024;
const tooLarge = { status: 413, body: '{"message":"Request Entity Too Large"}' };

test('a body over 10 MB is 413, told by its length or not, and the server goes on', async () => {
  const { url, events } = await serve(anything);
  const body = Buffer.alloc(10 * megabyte + 1, 'a');
  expect(await send(url, '/', { method: 'POST', body, headers: { 'content-type': 'text/plain' } })).toMatchObject(
    tooLarge,
  );
  const chunked = { 'transfer-encoding': 'chunked', 'content-type': 'text/plain' };
  expect(await send(url, '/', { method: 'POST', body, headers: chunked })).toMatchObject(tooLarge);
  expect(events).toEqual([]);
  expect(await send(url, '/')).toMatchObject({ status: 200 });
});

test('a body of 10 MB gets through, and one without end is cut', async () => {
  const { url, port, events } = await serve(anything);
  const body = Buffer.alloc(10 * megabyte, 'a');
  expect(await send(url, '/', { method: 'POST', body, headers: { 'content-type': 'text/plain' } })).toMatchObject({
    status: 200,
  });
  expect(events[0]?.body).toHaveLength(10 * megabyte);
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
  const chunk = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(megabyte), Buffer.from('\r\n')]);
  while (!socket.destroyed) await new Promise((resolve) => socket.write(chunk, resolve));
  expect(await send(url, '/')).toMatchObject({ status: 200 });
});

test('a request line and headers over 10,240 bytes are 431', async () => {
  const { url } = await serve(anything);
  const refused = { status: 431, body: '{"message":"Request Header Fields Too Large"}' };
  expect(await send(url, '/', { headers: { 'x-long': 'a'.repeat(10_240) } })).toMatchObject(refused);
  expect(await send(url, `/${'a'.repeat(10_240)}`)).toMatchObject(refused);
  expect(await send(url, '/', { headers: { 'x-long': 'a'.repeat(200_000) } })).toMatchObject(refused);
  expect(await send(url, '/', { headers: { 'x-long': 'a'.repeat(9_900) } })).toMatchObject({ status: 200 });
});

test.each([
  ['no HTTP', 'hello\r\n\r\n', 400],
  ['an unknown method', 'FETCH / HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['an unknown version', 'GET / HTTP/9.9\r\nHost: x\r\n\r\n', 400],
  ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
  ['a header without a name', 'GET / HTTP/1.1\r\nHost: x\r\n: y\r\n\r\n', 400],
  ['a length that is no number', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: ten\r\n\r\n', 400],
  ['two lengths', 'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab', 400],
  [
    'a length and chunks',
    'POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
  ],
  ['a broken chunk', 'POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 400],
  ['a space in the target', 'GET /a b HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['CONNECT', 'CONNECT example.com:443 HTTP/1.1\r\nHost: x\r\n\r\n', 400],
  ['an escape that is none', 'GET /a%ZZ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
  ['an escape that is cut', 'GET /a%2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
  ['a whole URL', 'GET http://x/a?b=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 200],
  ['bytes that are no ASCII', 'GET /\xc3\xa9 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 400],
  ['an old version', 'GET / HTTP/1.0\r\n\r\n', 200],
  ['an upgrade', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: upgrade, close\r\nUpgrade: websocket\r\n\r\n', 200],
  ['a star', 'OPTIONS * HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n', 200],
  [
    'chunks',
    'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n',
    200,
  ],
  [
    'an expectation',
    'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\nab',
    100,
  ],
])('%s is answered, and the next request works', async (_, text, status) => {
  const { url, port } = await serve(anything);
  expect(await raw(port, text)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
  expect(await send(url, '/')).toMatchObject({ status: 200 });
});

test('what is no HTTP is refused in the form of API Gateway', async () => {
  const { port } = await serve(anything);
  expect(await raw(port, 'hello\r\n\r\n')).toMatch(
    /content-type: application\/json\r\n[\s\S]*\{"message":"Bad Request"\}$/,
  );
});

test('the parts of a whole URL as target reach the function as of any other', async () => {
  const { port, events } = await serve(anything);
  await raw(port, 'GET http://x.example/a%20b?c=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  expect(events[0]).toMatchObject({ rawPath: '/a b', rawQueryString: 'c=1' });
});

test('a client that leaves in the middle of its body calls nothing and breaks nothing', async () => {
  const { url, port, events, records } = await serve(anything);
  const socket = connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await once(socket, 'connect');
  socket.destroy();
  await once(socket, 'close');
  expect(await send(url, '/')).toMatchObject({ status: 200 });
  expect(events).toHaveLength(1);
  expect(records).toHaveLength(1);
});

test('a client that leaves before its answer breaks nothing', async () => {
  let answer = (_: string) => {};
  const called = new Promise<void>((resolve) => {
    answer = () => resolve();
  });
  let release = () => {};
  const { url, port, records } = await serve(anything, ({ rawPath }) => {
    if (rawPath !== '/slow') return 'ok';
    answer('');
    return new Promise((resolve) => {
      release = () => resolve('late');
    });
  });
  const socket = connect(port, '127.0.0.1');
  socket.write('GET /slow HTTP/1.1\r\nHost: x\r\n\r\n');
  await called;
  socket.destroy();
  await once(socket, 'close');
  release();
  expect(await send(url, '/')).toMatchObject({ status: 200 });
  expect(records.map(({ path }) => path)).toEqual(['/slow', '/']);
});

test('a port in use is an error with its code', async () => {
  const { port } = await serve(anything);
  const second = startGateway({
    api: apiOf(anything),
    port,
    invoke: async () => Promise.reject(new Error('never called')),
    verifyToken: async () => ({ refused: 'never asked' }),
    onRequest: () => undefined,
  });
  await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
});

test('closing ends open connections and requests at once', async () => {
  const { gateway, port } = await serve(anything, () => new Promise(() => undefined));
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  socket.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'connect');
  const ended = new Promise((resolve) => socket.on('close', resolve));
  await gateway.close();
  await ended;
});
