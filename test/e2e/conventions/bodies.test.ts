import { expect, test } from 'vitest';
import { newUnicornId, operator, person, unique } from '../support/people.ts';
import { expectProblem } from '../support/problems.ts';
import { unicornInput } from '../support/shapes.ts';

const [boss, alice] = await Promise.all([operator(), person()]);
const json = { 'content-type': 'application/json' };
const input = unicornInput();

/** Puts a unicorn of its own with this very body. */
const put = (body: string | Uint8Array | undefined, headers: Readonly<Record<string, string>> = json) =>
  boss.send('PUT', `/unicorns/${newUnicornId()}`, body === undefined ? { headers } : { headers, body });

const padded = (bytes: number, text = JSON.stringify(input)) => text + ' '.repeat(bytes - Buffer.byteLength(text));

test.concurrent.for([
  ['{"name": \'Sy\'}', 1, 10],
  ["{'name': 'Sy'}", 1, 2],
  ["'Sy'", 1, 1],
  ['{"name":"Sy",}', 1, 14],
  ['{\n  "name": "Sy"\n  "color": "red"\n}', 3, 3],
  ['{\r\n"name" "Sy"}', 2, 8],
  ['{"name":"Sy"', 1, 13],
  ['{"name":"Sy', 1, 9],
  ['{"name":"Sy"}\n}', 2, 1],
  ['{"a":01}', 1, 6],
  ['{"a":1.}', 1, 6],
  ['{"a":.5}', 1, 6],
  ['{"a":+1}', 1, 6],
  ['{"a":-}', 1, 6],
  ['{"a":0x1}', 1, 6],
  ['{"a":NaN}', 1, 6],
  ['{"a":Infinity}', 1, 6],
  ['{"a":undefined}', 1, 6],
  ['{"a":True}', 1, 6],
  ['{"a":nulll}', 1, 6],
  ['{a:1}', 1, 2],
  ['{"a":1 /* one */}', 1, 8],
  ['// note\n{}', 1, 1],
  ['{"a":"tab\there"}', 1, 6],
  ['{"a":"line\nbreak"}', 1, 6],
  ['{"a":"\\x41"}', 1, 6],
  ['{"a":"\\u12"}', 1, 6],
  ['{"a":[1,]}', 1, 9],
  ['{"a":[1}', 1, 8],
  ['{"a":1]', 1, 7],
  ['[,]', 1, 2],
  ['{"a":\u00a01}', 1, 6],
  ['   ', 1, 4],
  ['\n\n', 3, 1],
  ['{}{}', 1, 3],
  ['name=Sy&color=red', 1, 1],
] as const)('%j is no JSON: it breaks at line %d, column %d', async ([text, line, column]) => {
  const { detail } = expectProblem(await put(text), 400, 'malformed-json');
  expect(detail).toContain(`line ${line}, column ${column}`);
  expect(detail).toMatch(text.slice(0, 12).includes("'") ? /double quotes/ : /^The JSON (breaks|ends too early)/);
});

test('finds where 65,536 bytes of JSON break, however deep they are', async () => {
  const deep = expectProblem(await put('['.repeat(65_536)), 400, 'malformed-json');
  expect(deep.detail).toContain('line 1, column 65537');
  const objects = expectProblem(await put('{"a":'.repeat(13_107)), 400, 'malformed-json');
  expect(objects.detail).toContain('line 1, column 65536');
  expectProblem(await put(`"${'a'.repeat(65_535)}`), 400, 'malformed-json');
  const nested = `{"name":${'['.repeat(32_000)}${']'.repeat(32_000)}}`;
  const places = ['/name', '/color', '/gender', '/location', '/status'].map((pointer) => ({ pointer }));
  expectProblem(await put(nested), 400, 'invalid-request', ...places);
});

test('skips a byte order mark', async () => {
  expect((await put(`\ufeff${JSON.stringify(input)}`)).status).toBe(201);
  expectProblem(await put('\ufeff'), 400, 'malformed-json');
});

test.concurrent.for([
  ['an overlong slash', [0xc0, 0xaf]],
  ['a lone continuation', [0x80]],
  ['a sequence cut short', [0xf0, 0x9f, 0xa6]],
  ['half of a surrogate pair', [0xed, 0xa0, 0x80]],
  ['Latin-1', [0xe9]],
] as const)('refuses a body that is no UTF-8: %s', async ([, bytes]) => {
  // As `application/json` the gateway may have repaired the text before the function sees it; this type it leaves alone.
  const [before = '', after = ''] = JSON.stringify({ ...input, name: '|' }).split('|');
  const body = Buffer.concat([Buffer.from(before), Buffer.from(bytes), Buffer.from(after)]);
  const { detail } = expectProblem(await put(body, { 'content-type': 'application/x+json' }), 400, 'malformed-json');
  expect(detail).toContain('UTF-8');
});

test.concurrent.for(['[]', '[{}]', '"text"', '1', '-0', 'true', 'null'])('%s is JSON, but no object', async (body) => {
  expectProblem(await put(body), 400, 'invalid-request', { pointer: '' });
  expectProblem(await alice.send('POST', '/users', { headers: json, body }), 400, 'invalid-request', { pointer: '' });
});

test.concurrent.for([
  ['without a content type', {}],
  ['as JSON', json],
  ['as text', { 'content-type': 'text/plain' }],
] as const)('an empty body %s is missed', async ([, headers]) => {
  expectProblem(await put(undefined, headers), 400, 'invalid-request', { pointer: '' });
  expectProblem(await put('', headers), 400, 'invalid-request', { pointer: '' });
  expectProblem(await alice.send('POST', '/users', { headers }), 400, 'invalid-request', { pointer: '' });
});

test.concurrent.for([
  undefined,
  '',
  'text/plain',
  'text/json',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/octet-stream',
  'application/xml',
  'application/jsonp',
  'application/json-seq',
  'application/json+xml',
  'application/+json',
  'application/x+jsonx',
  'application/*',
  '*/*',
  'json',
  'application/json, text/plain',
  'text/plain; application/json',
])('a body of the type "%s" is refused', async (type) => {
  const headers: Record<string, string> = type === undefined ? {} : { 'content-type': type };
  expectProblem(await put(JSON.stringify(input), headers), 415, 'unsupported-media-type');
  expectProblem(await put('{', headers), 415, 'unsupported-media-type');
});

test.concurrent.for([
  'application/json',
  'Application/JSON',
  'application/json; charset=utf-8',
  'application/json;charset="UTF-8"',
  'application/json ; charset=utf-8',
  'application/vnd.x+json',
  'application/merge-patch+json',
  'application/problem+json; x=y',
  'application/vnd.a.b-c+d+json',
])('a body of the type "%s" is taken', async (type) => {
  expect((await put(JSON.stringify({ ...input, name: 'Zoë 🦄' }), { 'content-type': type })).status).toBe(201);
});

test('takes bodies of 65,536 bytes and none of 65,537, counted as bytes', async () => {
  const wide = JSON.stringify({ ...input, name: 'é'.repeat(100) });
  for (const text of [JSON.stringify(input), wide]) {
    for (const type of ['application/json', 'application/x+json']) {
      expect((await put(padded(65_536, text), { 'content-type': type })).status).toBe(201);
      expectProblem(await put(padded(65_537, text), { 'content-type': type }), 413, 'payload-too-large');
    }
  }
  expectProblem(await put(' '.repeat(65_537), {}), 413, 'payload-too-large');
  expectProblem(await put('x'.repeat(1_000_000), { 'content-type': 'text/plain' }), 413, 'payload-too-large');
});

test('names unknown members, wherever they stand and whatever they are called', async () => {
  const text = JSON.stringify({
    ...input,
    'a/b~c': 1,
    '': 2,
    constructor: 3,
    Name: 4,
    unicornId: 5,
    'ü\n"': 6,
    '~1': 7,
    location: { ...input.location, altitude: 8, 'x/y': 9 },
  });
  const pointers = ['/a~1b~0c', '/', '/constructor', '/Name', '/unicornId', '/ü\n"', '/~01'];
  const nested = ['/location/altitude', '/location/x~1y'];
  expectProblem(await put(text), 400, 'invalid-request', ...[...pointers, ...nested].map((pointer) => ({ pointer })));
});

test('names __proto__ as any other unknown member, at the top and below', async () => {
  const top = JSON.stringify(input).replace('{', '{"__proto__":{"name":"Sy"},');
  expectProblem(await put(top), 400, 'invalid-request', { pointer: '/__proto__' });
  const below = JSON.stringify(input).replace('"location":{', '"location":{"__proto__":null,');
  expectProblem(await put(below), 400, 'invalid-request', { pointer: '/location/__proto__' });
  const alone = '{"__proto__":{"name":"Sy","email":"sy@example.com"}}';
  const answer = await alice.send('POST', '/users', { headers: json, body: alone });
  expectProblem(answer, 400, 'invalid-request', { pointer: '/__proto__' }, { pointer: '/name' });
});

test('names every fault of path, query, headers and body at once', async () => {
  const answer = await boss.put(
    `/unicorns/no%20id?x=1&y=2&y=3&__proto__=4`,
    { name: '', gender: 'Male', location: { latitude: 91, longitude: '1' }, status: null, color: 5, 'a/b': 6 },
    { 'if-match': 'abc', 'if-none-match': '"' },
  );
  expectProblem(
    answer,
    400,
    'invalid-request',
    { parameter: 'unicornId' },
    { parameter: 'x' },
    { parameter: 'y' },
    { parameter: '__proto__' },
    { header: 'If-Match' },
    { header: 'If-None-Match' },
    { pointer: '/name' },
    { pointer: '/gender' },
    { pointer: '/location/latitude' },
    { pointer: '/location/longitude' },
    { pointer: '/status' },
    { pointer: '/color' },
    { pointer: '/a~1b' },
  );
});

test('points at each missing member itself', async () => {
  const members = ['/name', '/color', '/gender', '/location', '/status'];
  expectProblem(await put('{}'), 400, 'invalid-request', ...members.map((pointer) => ({ pointer })));
  const half = await put(JSON.stringify({ ...input, location: { longitude: 1 } }));
  expectProblem(half, 400, 'invalid-request', { pointer: '/location/latitude' });
  expectProblem(await alice.post('/users', {}), 400, 'invalid-request', { pointer: '/name' });
});

test('null is no absent member', async () => {
  const { email } = alice;
  const answer = await alice.post('/users', { name: null, email: null, phone: null, home: null });
  const pointers = ['/name', '/email', '/phone', '/home'].map((pointer) => ({ pointer }));
  expectProblem(answer, 400, 'invalid-request', ...pointers);
  const nested = await alice.post('/users', { name: 'Sy', email, home: { latitude: null, longitude: 1 } });
  expectProblem(nested, 400, 'invalid-request', { pointer: '/home/latitude' });
});

test('an operation without a body takes none or {}', async () => {
  const path = `/unicorns/${newUnicornId()}`;
  expect((await boss.send('DELETE', path, { headers: json, body: '{}' })).status).toBe(204);
  const unknown = await boss.send('DELETE', path, { headers: json, body: `{"${unique()}":1}` });
  expect(unknown.status).toBe(400);
  expectProblem(await boss.send('DELETE', path, { headers: json, body: '[]' }), 400, 'invalid-request', {
    pointer: '',
  });
});
