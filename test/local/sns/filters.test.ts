import { expect, test } from 'vitest';
import { compileFilter, type FilterScope } from '../../../local/endpoint/services/sns/filter-policy.ts';
import type { Message } from '../../../local/endpoint/services/sns/message.ts';
import type { MessageAttributes } from '../../../local/endpoint/services/sns/message-attributes.ts';
import type { Json, JsonObject } from '../../../local/template/resources.ts';

const message = (parts: Partial<Message>): Message => ({
  messageId: 'id',
  topicArn: 'arn:aws:sns:us-east-1:000000000000:rides',
  body: 'body',
  attributes: {},
  publishedAt: '2026-11-21T00:00:00.000Z',
  ...parts,
});

const text = (value: string) => ({ type: 'String', value });
const number = (value: string) => ({ type: 'Number', value });
const list = (...values: Json[]) => ({ type: 'String.Array', value: JSON.stringify(values) });
const sports = (...values: Json[]): MessageAttributes => ({ sport: list(...values) });

// Mostly the cases of AWS's guide: https://docs.aws.amazon.com/sns/latest/dg/string-value-matching.html and its neighbours
const onAttributes: [policy: JsonObject, attributes: MessageAttributes, matches: boolean][] = [
  [{ sport: ['rugby', 'tennis'] }, { sport: text('rugby') }, true],
  [{ sport: ['rugby', 'tennis'] }, { sport: text('Rugby') }, false],
  [{ sport: ['rugby'] }, sports('tennis', 'rugby'), true],
  [{ sport: ['rugby'] }, sports('baseball'), false],
  [{ sport: ['rugby'] }, { sport: { type: 'String.Array', value: 'rugby' } }, false],
  [{ sport: [{ 'anything-but': ['rugby', 'tennis'] }] }, { sport: text('baseball') }, true],
  [{ sport: [{ 'anything-but': ['rugby', 'tennis'] }] }, { sport: text('rugby') }, false],
  [{ sport: [{ 'anything-but': ['rugby', 'tennis'] }] }, sports('rugby', 'baseball'), true],
  [{ sport: [{ 'anything-but': { prefix: 'base' } }] }, { sport: text('baseball') }, false],
  [{ sport: [{ prefix: 'bas' }] }, { sport: text('basketball') }, true],
  [{ sport: [{ suffix: 'ball' }] }, { sport: text('rugby') }, false],
  [{ sport: [{ 'equals-ignore-case': 'tennis' }] }, { sport: text('TENnis') }, true],
  [{ address: [{ cidr: '10.0.0.0/24' }] }, { address: text('10.0.0.255') }, true],
  [{ address: [{ cidr: '10.0.0.0/24' }] }, { address: text('10.1.1.0') }, false],
  [{ price: [{ numeric: ['=', 301.5] }] }, { price: number('3.015e2') }, true],
  [{ price: [{ numeric: ['>', 0, '<=', 150] }] }, { price: number('150') }, true],
  [{ price: [{ numeric: ['>', 0, '<=', 150] }] }, { price: number('0') }, false],
  [{ price: [{ numeric: ['>', 0] }] }, { price: text('5') }, false],
  [{ price: [100] }, { price: number('100.0') }, true],
  [{ price: ['100'] }, { price: number('100') }, false],
  [{ price: [{ numeric: ['>', 0] }] }, { price: { type: 'Number.cents', value: '5' } }, false],
  [{ map: [{ exists: true }] }, { map: { type: 'Binary', value: 'AgME' } }, false],
  [{ store: [{ exists: true }] }, { store: number('99') }, true],
  [{ store: [{ exists: true }] }, { other: number('99') }, false],
  [{ store: [{ exists: false }] }, { other: number('99') }, true],
  [{ store: [{ exists: false }] }, { store: number('99'), other: number('99') }, false],
  [{ store: [{ exists: false }] }, {}, false],
  [{ store: [null, { 'anything-but': 'closed' }] }, {}, true],
  [{ store: [null, { 'anything-but': 'closed' }] }, { other: text('x') }, true],
  [{ store: [null, { 'anything-but': 'closed' }] }, { store: text('closed') }, false],
  [{ store: [null] }, { store: list('a', null) }, true],
  [{ store: ['a'], event: ['b'] }, { store: text('a') }, false],
  [{ $or: [{ store: ['a'] }, { event: [{ exists: false }] }], sport: ['rugby'] }, sports('rugby'), true],
  [{ $or: [{ store: ['a'] }, { event: [{ exists: false }] }], sport: ['rugby'] }, {}, false],
  [{ 'ride.event': ['booked'] }, { 'ride.event': text('booked') }, true],
  [{}, {}, true],
];

test.each(onAttributes)('%j on the attributes %j: %s', (policy, attributes, matches) => {
  expect(compileFilter(policy, 'MessageAttributes')(message({ attributes }), 'sqs')).toBe(matches);
});

const onBody: [policy: JsonObject, body: string, matches: boolean][] = [
  [{ ride: { status: [{ prefix: 'book' }] } }, '{"ride": {"status": "booked"}}', true],
  [{ ride: { status: [{ prefix: 'book' }] } }, '{"ride": {"status": "ended"}}', false],
  [{ status: [null] }, '{"status": null}', true],
  [{ status: [null] }, '{}', false],
  [{ status: [{ exists: false }] }, '{}', true],
  [{ status: ['booked'] }, '[{"status": "booked"}]', false],
  [{ status: ['booked'] }, 'booked', false],
];

test.each(onBody)('%j on the body %s: %s', (policy, body, matches) => {
  expect(compileFilter(policy, 'MessageBody')(message({ body }), 'sqs')).toBe(matches);
});

test('a body is filtered by what the protocol gets', () => {
  const filter = compileFilter({ a: [1] }, 'MessageBody');
  const both = message({ body: '{}', bodies: { default: '{}', sqs: '{"a": 1}' } });
  expect([filter(both, 'sqs'), filter(both, 'lambda')]).toEqual([true, false]);
});

const values = (count: number) => Array.from({ length: count }, (_, index) => index);

const refused: [why: string, policy: JsonObject, scope: FilterScope, message: string][] = [
  ['a value in no list', { a: 'b' }, 'MessageBody', '"a" must be an object or an array'],
  ['a list in a list', { a: [['b']] }, 'MessageBody', 'Match value must be String, number, true, false, or null'],
  ['nested keys for attributes', { a: { b: ['c'] } }, 'MessageAttributes', 'does not support nested filter policy'],
  ['six keys', { a: [1], b: [1], c: [1], d: [1], e: [1], f: [1] }, 'MessageAttributes', 'more than 5 keys'],
  ['151 values', { a: values(151) }, 'MessageAttributes', 'Filter policy is too complex'],
  ['15 times 11 values', { a: values(15), b: values(11) }, 'MessageAttributes', 'Filter policy is too complex'],
  [
    '216 of nested ones',
    { a: { b: { c: values(4) } }, d: { e: values(3) }, f: values(3) },
    'MessageBody',
    'too complex',
  ],
  [
    '151 in an $or',
    { $or: [{ a: values(100) }, { b: values(51) }] },
    'MessageAttributes',
    'Filter policy is too complex',
  ],
];

test.each(refused)('%s: refused', (_, policy, scope, words) => {
  expect(() => compileFilter(policy, scope)).toThrow(words);
});

test('a policy of exactly 150 combinations and 5 keys is taken', () => {
  expect(() =>
    compileFilter({ a: values(15), b: values(10), c: [1], d: [1], e: [1] }, 'MessageAttributes'),
  ).not.toThrow();
});
