import { describe, expect, test } from 'vitest';
import { compilePattern } from '../../../local/event-patterns/pattern.ts';
import { parseJson } from '../../../local/template/json.ts';
import type { Json } from '../../../local/template/resources.ts';

const matches = (pattern: Json, event: Json) => compilePattern(pattern)(event);

/** The example event of AWS's own documents. */
const launched: Json = {
  version: '0',
  id: '3e3c153a-8339-4e30-8c35-687ebef853fe',
  'detail-type': 'EC2 Instance Launch Successful',
  source: 'aws.autoscaling',
  account: '123456789012',
  time: '2015-11-11T21:31:47Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-000000aaaaaa00000', 'arn:aws:other'],
  detail: {
    eventVersion: '',
    responseElements: null,
    state: 'running',
    'c-count': 5,
    'd-count': 3,
    'x-limit': 301.8,
    'source-ip': '10.0.0.33',
    'source-ip6': '2001:db8::33',
    encrypted: true,
    FileName: 'photos/2015/Launch.PNG',
  },
};

const within = (name: string, ...values: Json[]): Json => ({ detail: { [name]: values } });

describe('a pattern matches, as AWS documents it,', () => {
  test.each<[string, Json]>([
    ['one of several values', { source: ['aws.ec2', 'aws.autoscaling'] }],
    ['one element of a list', { resources: ['arn:aws:other'] }],
    ['an empty text', within('eventVersion', '')],
    ['null', within('responseElements', null)],
    ['a boolean', within('encrypted', true)],
    ['a number', within('c-count', 5)],
    ['a number however it is written', parseJson('{"detail": {"x-limit": [3.018e2]}}')],
    ['several fields at once', { source: ['aws.autoscaling'], detail: { state: ['running'], 'c-count': [5] } }],
    ['a beginning', { time: [{ prefix: '2015-11-11' }] }],
    ['a beginning in any case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.Auto' } }] }],
    ['an ending', { source: [{ suffix: 'scaling' }] }],
    ['an ending in any case', within('FileName', { suffix: { 'equals-ignore-case': '.png' } })],
    ['a text in any case', within('state', { 'equals-ignore-case': 'RUNNING' })],
    ['exactly a text', within('state', { exactly: 'running' })],
    ['a wildcard', within('FileName', { wildcard: 'photos/*/*.PNG' })],
    ['a wildcard that takes nothing', within('state', { wildcard: '*running*' })],
    ['anything but a text', within('state', { 'anything-but': 'initializing' })],
    ['anything but some texts', within('state', { 'anything-but': ['stopped', 'overloaded'] })],
    ['anything but a number', within('x-limit', { 'anything-but': 123 })],
    ['anything but some numbers', within('x-limit', { 'anything-but': [100, 200, 300] })],
    ['anything but a beginning', within('state', { 'anything-but': { prefix: 'init' } })],
    ['anything but some beginnings', within('state', { 'anything-but': { prefix: ['init', 'error'] } })],
    ['anything but an ending', within('FileName', { 'anything-but': { suffix: '.txt' } })],
    ['anything but some endings', within('FileName', { 'anything-but': { suffix: ['.txt', '.rtf'] } })],
    ['anything but a text in any case', within('state', { 'anything-but': { 'equals-ignore-case': 'STOPPED' } })],
    ['anything but wildcards', within('FileName', { 'anything-but': { wildcard: ['*/lib/*', '*/bin/*'] } })],
    ['anything but a text where it is a number', within('c-count', { 'anything-but': 'initializing' })],
    ['anything but a beginning where it is null', within('responseElements', { 'anything-but': { prefix: 'a' } })],
    ['a range', within('c-count', { numeric: ['>', 0, '<=', 5] })],
    ['less', within('d-count', { numeric: ['<', 10] })],
    ['equal', within('x-limit', { numeric: ['=', 301.8] })],
    ['an address range', within('source-ip', { cidr: '10.0.0.0/24' })],
    ['an address range of IPv6', within('source-ip6', { cidr: '2001:db8::/32' })],
    ['a field that is there', within('c-count', { exists: true })],
    ['a field that is there and null', within('responseElements', { exists: true })],
    ['a field that is not there', within('e-count', { exists: false })],
    ['a field that is not there, or has a value', within('state', { exists: false }, 'running')],
    ['an object, which is no leaf, as not there', { detail: [{ exists: false }] }],
    [
      'one of two fields',
      { source: ['aws.autoscaling'], $or: [{ region: ['eu-west-1'] }, { account: ['123456789012'] }] },
    ],
    [
      'one of several combinations',
      {
        $or: [{ source: ['other'] }, { source: ['aws.autoscaling'], detail: { state: ['running'] } }],
        detail: { $or: [{ 'c-count': [{ numeric: ['>', 9] }] }, { 'd-count': [{ numeric: ['<', 10] }] }] },
      },
    ],
    [
      'an alternative within an alternative',
      { $or: [{ source: ['other'] }, { region: ['us-east-1'], $or: [{ version: ['1'] }, { version: ['0'] }] }] },
    ],
  ])('%s', (_what, pattern) => {
    expect(matches(pattern, launched)).toBe(true);
  });
});

describe('a pattern does not match', () => {
  test.each<[string, Json]>([
    ['another text', { source: ['aws.ec2'] }],
    ['part of a text', { source: ['aws'] }],
    ['another case', { source: ['AWS.autoscaling'] }],
    ['where one of its fields differs', { source: ['aws.autoscaling'], region: ['eu-west-1'] }],
    ['a field that is not there', { detail: { other: ['a'] } }],
    ['an empty text for null', within('responseElements', '')],
    ['null for an empty text', within('eventVersion', null)],
    ['a number for a text', within('c-count', '5')],
    ['the text of a boolean', within('encrypted', 'true')],
    ['a beginning of a number', within('c-count', { prefix: '5' })],
    ['anything but what is there', within('state', { 'anything-but': ['stopped', 'running'] })],
    ['anything but a number that is there', within('c-count', { 'anything-but': [5] })],
    ['anything but the beginning that is there', within('state', { 'anything-but': { prefix: ['x', 'run'] } })],
    ['anything but the ending that is there', within('FileName', { 'anything-but': { suffix: '.PNG' } })],
    ['anything but the case that is there', within('state', { 'anything-but': { 'equals-ignore-case': ['RUNNING'] } })],
    ['anything but the wildcard that is there', within('FileName', { 'anything-but': { wildcard: '*/2015/*' } })],
    ['anything but something where there is nothing', within('other', { 'anything-but': 'a' })],
    ['a range that ends before', within('c-count', { numeric: ['>', 0, '<', 5] })],
    ['a number as text in a range', { account: [{ numeric: ['>', 0] }] }],
    ['an address outside', within('source-ip', { cidr: '10.0.1.0/24' })],
    ['no address', within('state', { cidr: '10.0.0.0/8' })],
    ['an address of the other family', within('source-ip', { cidr: '::/0' })],
    ['a missing field as there', within('e-count', { exists: true })],
    ['a field as missing that is there', within('c-count', { exists: false })],
    ['an object as there', { detail: [{ exists: true }] }],
    ['none of two fields', { $or: [{ source: ['other'] }, { region: ['eu-west-1'] }] }],
    ['a wildcard whose ends overlap', within('state', { wildcard: 'runni*nning' })],
  ])('%s', (_what, pattern) => {
    expect(matches(pattern, launched)).toBe(false);
  });

  test('what is no object', () => {
    expect(matches({ a: [1] }, ['a'])).toBe(false);
    expect(matches({ a: [{ exists: false }] }, 'text')).toBe(false);
  });
});

describe('wildcards', () => {
  test.each<[string, string, boolean]>([
    ['*', '', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a\\\\b', 'a\\b', true],
    ['a.c', 'abc', false],
    ['*ab*ab', 'ab', false],
    ['*ab*ab', 'abab', true],
  ])('%s against %s: %s', (wildcard, text, expected) => {
    expect(matches({ a: [{ wildcard }] }, { a: text })).toBe(expected);
  });

  test('take no time that grows with every star', () => {
    const wildcard = `${'*a'.repeat(60)}*b`;
    expect(matches({ a: [{ wildcard }] }, { a: 'a'.repeat(50_000) })).toBe(false);
  });
});

describe('arrays', () => {
  const staff: Json = {
    employees: [
      { firstName: 'John', lastName: 'Doe' },
      { firstName: 'Anna', lastName: 'Smith', nick: 'An' },
      { firstName: 'Peter', lastName: 'Jones' },
    ],
  };

  test('of objects match where one object has all that is asked for', () => {
    expect(matches({ employees: { firstName: ['Anna'] } }, staff)).toBe(true);
    expect(matches({ employees: { firstName: ['Anna'], lastName: ['Smith'] } }, staff)).toBe(true);
    expect(matches({ employees: { firstName: ['Anna'], lastName: ['Jones'] } }, staff)).toBe(false);
  });

  test('in arrays match alike', () => {
    const teams = { employees: [[{ firstName: 'John', lastName: 'Doe' }], [{ firstName: 'Anna', lastName: 'Smith' }]] };
    expect(matches({ employees: { firstName: ['Anna'], lastName: ['Smith'] } }, teams)).toBe(true);
    expect(matches({ employees: { firstName: ['Anna'], lastName: ['Doe'] } }, teams)).toBe(false);
  });

  test('of scalars match by any element, also anything-but', () => {
    expect(matches({ a: ['x'] }, { a: ['y', ['x']] })).toBe(true);
    expect(matches({ a: [{ 'anything-but': 'x' }] }, { a: ['x', 'y'] })).toBe(true);
    expect(matches({ a: [{ 'anything-but': 'x' }] }, { a: ['x', 'x'] })).toBe(false);
  });

  test('that are empty have no leaf', () => {
    expect(matches({ a: [{ exists: true }] }, { a: [] })).toBe(false);
    expect(matches({ a: [{ exists: false }] }, { a: [] })).toBe(true);
  });

  test('are looked through for a missing field in the element that earlier fields have found', () => {
    expect(matches({ employees: { firstName: ['John'], nick: [{ exists: false }] } }, staff)).toBe(true);
    expect(matches({ employees: { firstName: ['Anna'], nick: [{ exists: false }] } }, staff)).toBe(false);
    expect(matches({ employees: { nick: [{ exists: false }] } }, staff)).toBe(false);
  });

  test('that are long and many, with nothing that fits all, are seen through soon', () => {
    const list = Array.from({ length: 200 }, (_, id) => ({ id, x: 1, y: id === 0 ? 1 : 2 }));
    const event = { a: list, b: list, c: list, d: list };
    const found = (last: number) => ({
      ...Object.fromEntries(['a', 'b', 'c'].map((name) => [name, { x: [1] }])),
      d: { x: [1], y: [last], id: [5] },
    });
    expect(matches(found(2), event)).toBe(true);
    expect(matches(found(1), event)).toBe(false);
  });
});

test('a name with a dot is a path, as on AWS', () => {
  expect(matches({ detail: { 'state.status': ['on'] } }, { detail: { state: { status: 'on' } } })).toBe(true);
  expect(matches({ detail: { state: { status: ['on'] } } }, { detail: { 'state.status': 'on' } })).toBe(true);
});

test('names of the language itself are names like others', () => {
  const pattern = parseJson('{"__proto__": {"a": [1]}, "constructor": ["x"]}');
  expect(matches(pattern, parseJson('{"__proto__": {"a": 1}, "constructor": "x"}'))).toBe(true);
  expect(matches(pattern, { a: 1 })).toBe(false);
});

describe('a pattern is refused', () => {
  test.each<[string, Json, string]>([
    ['that is no object', ['a'], 'Filter is not an object'],
    ['that is empty', {}, 'Empty objects are not allowed'],
    ['with an empty object', { a: {} }, 'Empty objects are not allowed'],
    ['with an empty list', { a: [] }, 'Empty arrays are not allowed'],
    ['with a value outside a list', { a: 'x' }, '"a" must be an object or an array'],
    ['with a list in a list', { a: [['x']] }, 'Match value must be String, number, true, false, or null'],
    ['with an unknown match type', { a: [{ regex: '.*' }] }, 'Unrecognized match type regex'],
    ['with an inherited match type', { a: [{ constructor: 'a' }] }, 'Unrecognized match type constructor'],
    ['with two match types in one', { a: [{ prefix: 'a', suffix: 'b' }] }, 'Only one key allowed in match expression'],
    ['with an empty match', { a: [{}] }, 'Match expression name not found'],
    ['with a number as prefix', { a: [{ prefix: 1 }] }, 'prefix match pattern must be a string'],
    ['with a text in exists', { a: [{ exists: 'true' }] }, 'exists match pattern must be either true or false.'],
    ['with mixed anything-but', { a: [{ 'anything-but': ['a', 1] }] }, 'mixed type is not supported'],
    ['with null in anything-but', { a: [{ 'anything-but': [null] }] }, 'null and boolean are not supported'],
    ['with numeric in anything-but', { a: [{ 'anything-but': { numeric: ['<', 1] } }] }, 'Unsupported anything-but'],
    ['with a numeric that is no list', { a: [{ numeric: 5 }] }, 'Value of numeric must be an array.'],
    ['with an unknown numeric operator', { a: [{ numeric: ['!=', 5] }] }, 'Unrecognized numeric range operator: !='],
    ['with a text in numeric', { a: [{ numeric: ['<', '5'] }] }, 'Value of < must be numeric'],
    ['with a range from above', { a: [{ numeric: ['<', 5, '>', 1] }] }, 'Too many elements in numeric expression'],
    ['with an empty range', { a: [{ numeric: ['>', 5, '<', 1] }] }, 'Bottom must be less than top'],
    ['with too large a number', { a: [{ numeric: ['<', 6e9] }] }, 'Value must be between'],
    ['with two stars', { a: [{ wildcard: 'a**b' }] }, 'Consecutive wildcard characters at pos 1'],
    ['with a wrong escape', { a: [{ wildcard: 'a\\b' }] }, 'Invalid escape character at pos 1'],
    ['with a malformed address range', { a: [{ cidr: '10.0.0.0' }] }, 'Malformed CIDR'],
    ['with an address range too long', { a: [{ cidr: '10.0.0.0/33' }] }, 'Malformed CIDR'],
    ['with one alternative only', { $or: [{ a: ['x'] }] }, 'Unrecognized match type a'],
    [
      'with too many combinations',
      Object.fromEntries(
        ['a', 'b', 'c', 'd'].map((name) => [name, { $or: [...'123456'].map((digit) => ({ [digit]: [1] })) }]),
      ),
      'more than 1000 combinations',
    ],
  ])('%s', (_what, pattern, message) => {
    expect(() => compilePattern(pattern)).toThrow(message);
  });
});
