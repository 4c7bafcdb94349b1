import { expect, test } from 'vitest';
import { newUnicornId, operator, person, unique } from '../support/people.ts';
import { expectProblem } from '../support/problems.ts';
import { type Unicorn, type User, unicornInput } from '../support/shapes.ts';

const boss = await operator();
const input = unicornInput();
const json = { 'content-type': 'application/json' };

const put = (body: object) => boss.put(`/unicorns/${newUnicornId()}`, body);
/** Puts a unicorn whose member is written just so. */
const putText = (member: string, text: string, unicornId = newUnicornId()) => {
  const body = JSON.stringify({ ...input, [member]: '|' }).replace('"|"', () => text);
  return boss.send('PUT', `/unicorns/${unicornId}`, { headers: json, body });
};

test.concurrent.for([
  ['one letter', 'a', 'a'],
  ['100 letters', 'a'.repeat(100), 'a'.repeat(100)],
  ['100 unicorns, two code units each', '🦄'.repeat(100), '🦄'.repeat(100)],
  ['100 letters between spaces', `  ${'a'.repeat(100)} `, 'a'.repeat(100)],
  ['tabs and line ends around it', '\t\r\nSy\n', 'Sy'],
  ["Unicode's own spaces around it", '\u00a0\u3000\u2028\ufeffSy\u2003', 'Sy'],
  ['spaces inside it', 'Sy  of\u00a0the Hill', 'Sy  of\u00a0the Hill'],
  ['apostrophes, backticks and slashes', "O'Brien `x` a/b\\c %41", "O'Brien `x` a/b\\c %41"],
  ['letters of many scripts', 'Zoë 李 مرحبا ไทย', 'Zoë 李 مرحبا ไทย'],
  ['a joined emoji and combining marks', '👩‍🚀 e\u0301', '👩‍🚀 e\u0301'],
  ['what means something elsewhere', '__proto__', '__proto__'],
  ['what looks like a number', '0', '0'],
] as const)('a name may have %s', async ([, name, kept]) => {
  const answer = await put({ ...input, name, color: name });
  expect(answer.status).toBe(201);
  expect(answer.json()).toMatchObject({ name: kept, color: kept });
  const { unicornId } = answer.json<Unicorn>();
  expect((await boss.get(`/unicorns/${unicornId}`)).json()).toEqual(answer.json());
});

test.concurrent.for([
  ['nothing', ''],
  ['spaces alone', ' \u00a0\n'],
  ['101 letters', 'a'.repeat(101)],
  ['101 unicorns', '🦄'.repeat(101)],
  ['60,000 spaces between two letters', `a${' '.repeat(60_000)}b`],
  ['NUL', 'a\u0000b'],
  ['a line end', 'a\nb'],
  ['a tab', 'a\tb'],
  ['an escape', '\u001b[31m'],
  ['DEL', 'a\u007fb'],
  ['a C1 control', 'a\u0085b'],
  ['<', 'a<b'],
  ['>', 'a>b'],
  ['&', 'a&b'],
  ['"', 'a"b'],
  ['a number', 1],
  ['true', true],
  ['null', null],
  ['a list', ['a']],
  ['an object', { a: 'a' }],
] as const)('a name may not be or have %s', async ([, name]) => {
  expectProblem(await put({ ...input, name }), 400, 'invalid-request', { pointer: '/name' });
  expectProblem(await put({ ...input, color: name }), 400, 'invalid-request', { pointer: '/color' });
});

test.concurrent.for(['"\\ud83e"', '"\\udd84a"', '"a\\ud83e\\ud83e\\udd84"'])(
  'a name may not have half of a surrogate pair: %s',
  async (text) => {
    expectProblem(await putText('name', text), 400, 'invalid-request', { pointer: '/name' });
  },
);

test.concurrent.for([
  ['capitals', (id: string) => `A.${id}+Tag@Example.COM`],
  ['digits, dots and hyphens', (id: string) => `1_2-${id}.x@a-b.c1.example`],
  ['an apostrophe', (id: string) => `o'${id}@example.org`],
  ['letters of other scripts', (id: string) => `zoë${id}@bücher.example`],
  ['254 characters', (id: string) => `${id}@${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(110)}.xyz`],
] as const)('an e-mail may have %s, and is lower-cased', async ([, address]) => {
  const email = address(unique());
  expect(email.length).toBeLessThanOrEqual(254);
  const someone = await person();
  const answer = await boss.put(`/users/${someone.userId}`, { name: 'Sy', email });
  expect(answer.status).toBe(201);
  expect(answer.json<User>().email).toBe(email.toLowerCase());
});

test.concurrent.for([
  ['nothing', ''],
  ['no @', 'sy.example.com'],
  ['two @', 'sy@home@example.com'],
  ['nobody', '@example.com'],
  ['no host', 'sy@'],
  ['a host without a dot', 'sy@localhost'],
  ['an empty label', 'sy@example..com'],
  ['a dot at its end', 'sy@example.com.'],
  ['a dot after the @', 'sy@.example.com'],
  ['a space', 's y@example.com'],
  ['spaces around it', ' sy@example.com '],
  ['a line end', 'sy@example.com\n'],
  ['a name around it', 'Sy <sy@example.com>'],
  ['two addresses', 'a@example.com,b@example.com'],
  ['a control character', 's\u0000y@example.com'],
  ['255 characters', `${'a'.repeat(60)}@${'b'.repeat(190)}.com`],
  ['60,000 dots', `a@${'.'.repeat(60_000)}`],
  ['null', null],
  ['a number', 5],
  ['a list', ['sy@example.com']],
] as const)('an e-mail may not be or have %s', async ([, email]) => {
  expectProblem(await boss.put(`/users/${boss.userId}`, { name: 'Sy', email }), 400, 'invalid-request', {
    pointer: '/email',
  });
});

test.concurrent.for(['+12', '+15550100', '+123456789012345'])('%s is a phone number', async (phone) => {
  const someone = await person();
  const answer = await someone.post('/users', { name: 'Sy', phone });
  expect(answer.status).toBe(201);
  expect(answer.json<User>().phone).toBe(phone);
});

test.concurrent.for([
  '',
  '+',
  '15550100',
  '+05550100',
  '+1 555 0100',
  '+1-555-0100',
  '+1234567890123456',
  '++15550100',
  '+1555010x',
  '+\u0661\u0662\u0663\u0664',
  ' +15550100',
  '+15550100\n',
  null,
  15550100,
])('%j is no phone number', async (phone) => {
  expectProblem(await boss.post('/users', { name: 'Sy', phone }), 400, 'invalid-request', { pointer: '/phone' });
});

test.concurrent.for([
  ['90', '180', '90', '180'],
  ['-90', '-180', '-90', '-180'],
  ['-0', '-0.0', '-0', '-0'],
  ['1e-200', '-5e-324', '1e-200', '-5e-324'],
  ['47.6', '-122.31000000000000', '47.6', '-122.31'],
  ['0.1e1', '17E1', '1', '170'],
  ['89.999999999999986', '-179.99999999999997', '89.99999999999999', '-179.99999999999997'],
  ['2.2250738585072014e-308', '-0.1e-5', '2.2250738585072014e-308', '-0.000001'],
] as const)('the location %s, %s comes back as sent', async ([latitude, longitude, keptLatitude, keptLongitude]) => {
  const unicornId = newUnicornId();
  const answer = await putText('location', `{"latitude":${latitude},"longitude":${longitude}}`, unicornId);
  expect(answer.status).toBe(201);
  const kept = `"location":{"latitude":${keptLatitude},"longitude":${keptLongitude}}`;
  expect(answer.text).toContain(kept);
  expect((await boss.get(`/unicorns/${unicornId}`)).text).toContain(kept);

  const someone = await person();
  const home = JSON.stringify({ name: 'Sy', home: '|' }).replace(
    '"|"',
    `{"longitude":${longitude},"latitude":${latitude}}`,
  );
  expect((await someone.send('POST', '/users', { headers: json, body: home })).status).toBe(201);
  expect((await someone.get(`/users/${someone.userId}`)).text).toContain(kept.replace('location', 'home'));
});

test.concurrent.for([
  ['{"latitude":90.00000000000002,"longitude":0}', '/latitude'],
  ['{"latitude":-91,"longitude":0}', '/latitude'],
  ['{"latitude":0,"longitude":180.00000000000003}', '/longitude'],
  ['{"latitude":0,"longitude":-1e308}', '/longitude'],
  ['{"latitude":1e400,"longitude":0}', '/latitude'],
  ['{"latitude":"47.6","longitude":0}', '/latitude'],
  ['{"latitude":null,"longitude":0}', '/latitude'],
  ['{"latitude":true,"longitude":0}', '/latitude'],
  ['{"latitude":[1],"longitude":0}', '/latitude'],
  ['{"latitude":{},"longitude":0}', '/latitude'],
  ['{"longitude":0}', '/latitude'],
  ['{"lat":1,"latitude":1,"longitude":0}', '/lat'],
  ['"47.6,-122.31"', ''],
  ['[47.6,-122.31]', ''],
  ['null', ''],
] as const)('%s is no location', async ([text, pointer]) => {
  expectProblem(await putText('location', text), 400, 'invalid-request', { pointer: `/location${pointer}` });
});

test.concurrent.for(['Female', 'mare', '', null, 1, ['male'], { male: true }])('%j is no gender', async (gender) => {
  expectProblem(await put({ ...input, gender }), 400, 'invalid-request', { pointer: '/gender' });
});

test.concurrent.for(['onRide', 'Available', '', null, 0, ['resting']])('nobody sets the status %j', async (status) => {
  expectProblem(await put({ ...input, status }), 400, 'invalid-request', { pointer: '/status' });
});
