import { describe } from 'vitest';
import { rows } from './condition-rows.ts';

describe('the condition operators of the IAM user guide', () => {
  rows('StringEquals', [
    [
      { StringEquals: { 'aws:PrincipalTag/job-category': 'iamuser-admin' } },
      { 'aws:PrincipalTag/job-category': 'iamuser-admin' },
      true,
    ],
    [
      { StringEquals: { 'aws:PrincipalTag/job-category': 'iamuser-admin' } },
      { 'aws:PrincipalTag/job-category': 'IAMuser-admin' },
      false,
    ],
    [{ StringEquals: { 'aws:PrincipalTag/job-category': 'iamuser-admin' } }, {}, false],
    [{ StringEquals: { k: 'a*' } }, { k: 'a*' }, true],
    [{ StringEquals: { k: 'a*' } }, { k: 'ab' }, false],
    [{ StringEquals: { k: ['a', 'b'] } }, { K: 'b' }, true],
    [{ StringEquals: { k: '' } }, { k: '' }, true],
  ]);
  rows('StringNotEquals', [
    [{ StringNotEquals: { k: 'a' } }, { k: 'b' }, true],
    [{ StringNotEquals: { k: 'a' } }, { k: 'a' }, false],
    [{ StringNotEquals: { k: 'a' } }, {}, true],
    [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'b' }, false],
    [{ StringNotEquals: { k: ['a', 'b'] } }, { k: 'c' }, true],
  ]);
  rows('StringEqualsIgnoreCase and its negation', [
    [{ StringEqualsIgnoreCase: { k: 'JohnDoe' } }, { k: 'johndoe' }, true],
    [{ StringEqualsIgnoreCase: { k: 'JohnDoe' } }, { k: 'johndoes' }, false],
    [{ StringNotEqualsIgnoreCase: { k: 'JohnDoe' } }, { k: 'JOHNDOE' }, false],
    [{ StringNotEqualsIgnoreCase: { k: 'JohnDoe' } }, { k: 'jane' }, true],
  ]);
  rows('StringLike and its negation', [
    [
      { StringLike: { 's3:prefix': ['', 'home/', `home/\${aws:username}/`] } },
      { 's3:prefix': 'home/bob/', 'aws:username': 'bob' },
      true,
    ],
    [
      { StringLike: { 's3:prefix': ['', 'home/', `home/\${aws:username}/`] } },
      { 's3:prefix': 'home/eve/', 'aws:username': 'bob' },
      false,
    ],
    [{ StringLike: { 's3:prefix': ['', 'home/'] } }, { 's3:prefix': '' }, true],
    [{ StringLike: { k: 't?.*' } }, { k: 't2.large' }, true],
    [{ StringLike: { k: 't?.*' } }, { k: 't.large' }, false],
    [{ StringLike: { k: 'USER#*' } }, { k: 'user#1' }, false],
    [{ StringLike: { k: '*' } }, { k: '' }, true],
    [{ StringLike: { k: 'a*b*c' } }, { k: 'a-b-b-c' }, true],
    [{ StringLike: { k: 'a*b*c' } }, { k: 'a-b-b-c-' }, false],
    [{ StringNotLike: { k: 'a*' } }, { k: 'ab' }, false],
    [{ StringNotLike: { k: 'a*' } }, { k: 'ba' }, true],
    [{ StringNotLike: { k: 'a*' } }, {}, true],
  ]);
  rows('Numeric', [
    [{ NumericLessThanEquals: { 's3:max-keys': '10' } }, { 's3:max-keys': '10' }, true],
    [{ NumericLessThanEquals: { 's3:max-keys': 10 } }, { 's3:max-keys': '11' }, false],
    [{ NumericLessThanEquals: { 's3:max-keys': '10' } }, {}, false],
    [{ NumericEquals: { k: '1.50' } }, { k: '1.5' }, true],
    [{ NumericNotEquals: { k: '1' } }, { k: '2' }, true],
    [{ NumericNotEquals: { k: ['1', '2'] } }, { k: '2' }, false],
    [{ NumericLessThan: { k: '-1' } }, { k: '-2' }, true],
    [{ NumericLessThan: { k: '10' } }, { k: '9' }, true],
    [{ NumericGreaterThan: { k: '10' } }, { k: '9' }, false],
    [{ NumericGreaterThanEquals: { k: '10' } }, { k: '10' }, true],
    [{ NumericEquals: { k: '0' } }, { k: 'nothing' }, false],
    [{ NumericEquals: { k: '0' } }, { k: '' }, false],
  ]);
  rows('Date', [
    [
      { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' } },
      { 'aws:TokenIssueTime': '2020-01-01T00:00:02Z' },
      true,
    ],
    [
      { DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' } },
      { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' },
      false,
    ],
    [{ DateGreaterThan: { 'aws:TokenIssueTime': '2020-01-01T00:00:01Z' } }, {}, false],
    [{ DateEquals: { k: '2020-01-01T01:00:00+01:00' } }, { k: '1577836800' }, true],
    [{ DateEquals: { k: '2020' } }, { k: '2020-01-01T00:00Z' }, true],
    [{ DateEquals: { k: '2020-01-01T00:00:00' } }, { k: '1577836800' }, true],
    [{ DateNotEquals: { k: '2020-01-01' } }, { k: '2020-01-02' }, true],
    [{ DateLessThan: { k: '2020-01-02' } }, { k: '2020-01-01T23:59:59.999Z' }, true],
    [{ DateLessThanEquals: { k: '2020-01-02' } }, { k: '2020-01-02T00:00:00.001Z' }, false],
    [{ DateGreaterThanEquals: { k: '1577836800' } }, { k: '2020-01-01T00:00:00Z' }, true],
  ]);
  rows('Bool', [
    [{ Bool: { 'aws:SecureTransport': 'false' } }, { 'aws:SecureTransport': 'true' }, false],
    [{ Bool: { 'aws:SecureTransport': true } }, { 'aws:SecureTransport': 'true' }, true],
    [{ Bool: { 'aws:SecureTransport': 'True' } }, { 'aws:SecureTransport': 'true' }, true],
    [{ Bool: { 'aws:MultiFactorAuthPresent': 'false' } }, {}, false],
    [{ BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } }, {}, true],
  ]);
  rows('BinaryEquals', [
    [{ BinaryEquals: { key: 'QmluYXJ5VmFsdWVJbkJhc2U2NA==' } }, { key: 'QmluYXJ5VmFsdWVJbkJhc2U2NA==' }, true],
    [{ BinaryEquals: { key: 'QmluYXJ5VmFsdWVJbkJhc2U2NA==' } }, { key: 'QmluYXJ5' }, false],
  ]);
  rows('IpAddress and its negation', [
    [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { 'aws:SourceIp': '203.0.113.255' }, true],
    [{ IpAddress: { 'aws:SourceIp': '203.0.113.0/24' } }, { 'aws:SourceIp': '203.0.114.0' }, false],
    [{ IpAddress: { 'aws:SourceIp': '203.0.113.7' } }, { 'aws:SourceIp': '203.0.113.7' }, true],
    [{ IpAddress: { 'aws:SourceIp': '203.0.113.7' } }, { 'aws:SourceIp': '203.0.113.8' }, false],
    [
      { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:DB8:1234:5678::/64'] } },
      { 'aws:SourceIp': '2001:db8:1234:5678::1' },
      true,
    ],
    [
      { IpAddress: { 'aws:SourceIp': ['203.0.113.0/24', '2001:DB8:1234:5678::/64'] } },
      { 'aws:SourceIp': '2001:db8:1234:5679::1' },
      false,
    ],
    [
      { NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } },
      { 'aws:SourceIp': '203.0.113.1' },
      false,
    ],
    [{ NotIpAddress: { 'aws:SourceIp': ['192.0.2.0/24', '203.0.113.0/24'] } }, { 'aws:SourceIp': '127.0.0.1' }, true],
    [{ IpAddress: { 'aws:SourceIp': '0.0.0.0/0' } }, {}, false],
  ]);
  const finance = 'arn:aws:someservice:*:111122223333:finance/*';
  const document = 'arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt';
  rows('Arn', [
    [{ StringLike: { k: finance } }, { k: document }, true],
    [{ ArnLike: { k: finance } }, { k: document }, false],
    [{ ArnNotLike: { k: finance } }, { k: document }, true],
    [
      { ArnEquals: { 'aws:SourceArn': 'arn:aws:sns:REGION:123456789012:TOPIC-ID' } },
      { 'aws:SourceArn': 'arn:aws:sns:REGION:123456789012:TOPIC-ID' },
      true,
    ],
    [{ ArnEquals: { k: 'arn:aws:sns:*:123456789012:*' } }, { k: 'arn:aws:sns:eu-west-1:123456789012:a:b' }, true],
    [{ ArnNotEquals: { k: 'arn:aws:sns:*:123456789012:*' } }, { k: 'arn:aws:sns:eu-west-1:123456789012:a' }, false],
    [{ ArnLike: { k: 'arn:aws:sns:*' } }, { k: 'arn:aws:sns:eu-west-1:123456789012:a' }, false],
  ]);
  rows('Null', [
    [{ Null: { 'aws:TokenIssueTime': 'true' } }, {}, true],
    [{ Null: { 'aws:TokenIssueTime': 'true' } }, { 'aws:TokenIssueTime': '2020-01-01' }, false],
    [{ Null: { 'aws:TokenIssueTime': false } }, { 'aws:TokenIssueTime': '2020-01-01' }, true],
    [{ Null: { 'aws:TagKeys': 'true' } }, { 'aws:TagKeys': [] }, true],
  ]);
  rows('IfExists', [
    [{ StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*', 'm3.*'] } }, {}, true],
    [
      { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*', 'm3.*'] } },
      { 'ec2:InstanceType': 'm3.large' },
      true,
    ],
    [
      { StringLikeIfExists: { 'ec2:InstanceType': ['t1.*', 't2.*', 'm3.*'] } },
      { 'ec2:InstanceType': 'x1.large' },
      false,
    ],
    [{ StringNotEqualsIfExists: { k: 'a' } }, {}, true],
  ]);
});
