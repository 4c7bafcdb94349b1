import { afterEach, describe, expect, it, vi } from 'vitest';
import { compileConditions } from '../../../../local/endpoint/policies/conditions.ts';
import type { Json } from '../../../../local/template/resources.ts';
import { rows } from './condition-rows.ts';

describe('conditions of several keys and values', () => {
  rows('AND of operators and of keys, OR of values', [
    [
      { StringEquals: { a: ['1', '2'], b: '3' }, ArnLike: { c: 'arn:aws:iam::1:role/*' } },
      { a: '2', b: '3', c: 'arn:aws:iam::1:role/x' },
      true,
    ],
    [
      { StringEquals: { a: ['1', '2'], b: '3' }, ArnLike: { c: 'arn:aws:iam::1:role/*' } },
      { a: '2', b: '4', c: 'arn:aws:iam::1:role/x' },
      false,
    ],
    [
      { StringEquals: { a: ['1', '2'], b: '3' }, ArnLike: { c: 'arn:aws:iam::1:role/*' } },
      { a: '2', b: '3', c: 'arn:aws:iam::2:role/x' },
      false,
    ],
  ]);
  const attributes = ['PostDateTime', 'Message', 'Tags'];
  rows('ForAllValues', [
    [
      { 'ForAllValues:StringLike': { 'dynamodb:requestedAttributes': attributes } },
      { 'dynamodb:requestedAttributes': ['PostDateTime', 'Message'] },
      true,
    ],
    [
      { 'ForAllValues:StringLike': { 'dynamodb:requestedAttributes': attributes } },
      { 'dynamodb:requestedAttributes': ['PostDateTime', 'UserName'] },
      false,
    ],
    [{ 'ForAllValues:StringLike': { 'dynamodb:requestedAttributes': attributes } }, {}, true],
    [
      { 'ForAllValues:StringLike': { 'dynamodb:requestedAttributes': attributes } },
      { 'dynamodb:requestedAttributes': [] },
      true,
    ],
    [
      { 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } },
      { 'aws:TagKeys': ['key1:hr', 'key1:personnel'] },
      false,
    ],
    [{ 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } }, { 'aws:TagKeys': ['key2:audit'] }, true],
    [{ 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } }, { 'aws:TagKeys': ['key2:audit', 'key1:hr'] }, false],
    [{ 'ForAllValues:StringNotLike': { 'aws:TagKeys': 'key1*' } }, {}, true],
  ]);
  rows('ForAnyValue', [
    [
      { 'ForAnyValue:StringLike': { 'dynamodb:requestedAttributes': ['ID', 'PostDateTime'] } },
      { 'dynamodb:requestedAttributes': ['UserName', 'Message', 'PostDateTime'] },
      true,
    ],
    [
      { 'ForAnyValue:StringLike': { 'dynamodb:requestedAttributes': ['ID', 'PostDateTime'] } },
      { 'dynamodb:requestedAttributes': ['UserName'] },
      false,
    ],
    [{ 'ForAnyValue:StringLike': { k: 'a' } }, {}, false],
    [{ 'ForAnyValue:StringNotEquals': { k: 'a' } }, {}, false],
    [{ 'ForAnyValue:StringEqualsIfExists': { 'aws:TagKeys': ['team'] } }, {}, false],
    [{ 'ForAllValues:StringEqualsIfExists': { 'aws:TagKeys': ['team'] } }, {}, true],
  ]);
  rows('several values without a set operator', [
    [{ StringLike: { k: '*' } }, { k: ['a', 'b'] }, false],
    [{ StringNotLike: { k: 'x' } }, { k: ['a', 'b'] }, false],
    [{ StringLike: { k: 'a*' } }, { k: ['ab'] }, true],
  ]);
});

describe('policy variables in conditions', () => {
  rows('variables', [
    [{ StringEquals: { k: `\${aws:userid, 'anonymous'}` } }, { k: 'anonymous' }, true],
    [{ StringEquals: { k: `\${aws:userid, 'anonymous'}` } }, { k: 'AROA:me', 'aws:userid': 'AROA:me' }, true],
    [{ StringEquals: { k: `\${aws:userid}` } }, { k: `\${aws:userid}` }, false],
    [{ StringNotEquals: { k: `\${aws:userid}` } }, { k: 'anything' }, false],
    [{ StringEquals: { k: [`\${aws:userid}`, 'b'] } }, { k: 'b' }, true],
    [{ StringLike: { k: `a\${*}b` } }, { k: 'a*b' }, true],
    [{ StringLike: { k: `a\${*}b` } }, { k: 'aXb' }, false],
    [{ StringLike: { k: `a\${?}\${$}` } }, { k: 'a?$' }, true],
    [{ StringLike: { k: `\${aws:username}` } }, { k: 'anyone', 'aws:username': '*' }, false],
    [{ StringEqualsIgnoreCase: { k: `\${AWS:UserName}` } }, { k: 'BOB', 'aws:username': 'Bob' }, true],
    [
      { ArnLike: { k: `arn:aws:iam::1:role/\${aws:username}` } },
      { k: 'arn:aws:iam::1:role/bob', 'aws:username': 'bob' },
      true,
    ],
    [{ Bool: { k: `\${j}` } }, { k: 'true', j: 'true' }, true],
    [
      { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': `\${aws:userid}` } },
      { 'dynamodb:LeadingKeys': ['a'], 'aws:userid': ['a', 'b'] },
      false,
    ],
  ]);

  it('are plain text in documents older than 2012-10-17', () => {
    const condition = compileConditions({ StringEquals: { k: `\${aws:userid}` } }, false);
    expect(condition(new Map([['k', [`\${aws:userid}`]]]))).toBe(true);
    expect(
      condition(
        new Map([
          ['k', ['me']],
          ['aws:userid', ['me']],
        ]),
      ),
    ).toBe(false);
  });
});

describe('a date without a time zone', () => {
  afterEach(() => vi.unstubAllEnvs());

  it('is in UTC, wherever the laptop is', () => {
    vi.stubEnv('TZ', 'Asia/Seoul');
    const condition = compileConditions({ DateEquals: { k: '2020-01-01T00:00:00' } }, true);
    expect(new Date(2020, 0).getTimezoneOffset()).toBe(-540);
    expect(condition(new Map([['k', ['2020-01-01T00:00:00Z']]]))).toBe(true);
  });
});

describe('a condition that IAM would not take', () => {
  it.each<[Json, string]>([
    [{ StringMatches: { k: 'a' } }, 'unknown operator "StringMatches"'],
    [{ 'ForEachValue:StringLike': { k: 'a' } }, 'unknown operator'],
    [{ NullIfExists: { k: 'true' } }, 'unknown operator'],
    [{ NumericEquals: { k: 'ten' } }, '"ten" is no number'],
    [{ NumericEquals: { k: `\${aws:EpochTime}` } }, 'is no number'],
    [{ DateLessThan: { k: 'tomorrow' } }, '"tomorrow" is no date'],
    [{ DateLessThan: { k: '2020-13-45' } }, 'is no date'],
    [{ Bool: { k: 'yes' } }, 'neither "true" nor "false"'],
    [{ Null: { k: 'yes' } }, 'neither "true" nor "false"'],
    [{ IpAddress: { k: '203.0.113.0/33' } }, 'Condition IpAddress'],
    [{ IpAddress: { k: 'localhost' } }, 'no IP address'],
    [{ BinaryEquals: { k: '%' } }, 'not base64'],
    [{ StringEquals: 'a' }, 'Condition StringEquals is no object'],
    [{ StringEquals: { k: { a: 'b' } } }, 'no text'],
    [['StringEquals'], 'Condition is no object'],
  ])('%j is refused', (condition, message) => {
    expect(() => compileConditions(condition, true)).toThrow(message);
  });
});
