import { expect, test } from 'vitest';
import { reasonsAgainst } from '../../bin/diff-base/gate.ts';
import type { JsonObject } from '../../local/template/resources.ts';
import { at, findingsOf, linesAbout } from './support/templates.ts';

const reasonsOf = (change: Parameters<typeof findingsOf>[0], stages?: string[]) =>
  reasonsAgainst({ findings: findingsOf(change, stages), contract: [], page: undefined });

/** Sets properties of a resource of the small template. */
function set(id: string, properties: JsonObject) {
  return (resources: { [id: string]: JsonObject }) => {
    const resource = resources[id];
    if (resource === undefined) throw new Error(`There is no ${id}.`);
    resources[id] = { ...resource, Properties: { ...Object(resource.Properties), ...properties } };
  };
}

test('what is the same has nothing to tell, and nothing against it', () => {
  expect(findingsOf(() => undefined)).toEqual([]);
  expect(reasonsOf(() => undefined)).toEqual([]);
});

const anotherKey = set('Table1', {
  AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
});

test.each([
  ['another key', anotherKey, 'KeySchema'],
  [
    'a key of another type',
    set('Table1', { AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'N' }] }),
    'AttributeDefinitions',
  ],
  ['a name', set('Table1', { TableName: 'rides' }), 'TableName'],
])('a table that gets %s is replaced, and its items lost', (_, change, property) => {
  const told = `Table (AWS::DynamoDB::GlobalTable, Table1) is REPLACED, for its ${property}`;
  expect(linesAbout('resources', findingsOf(change))).toEqual([`! ${told}`]);
  expect(reasonsOf(change)).toEqual([`${told}: its items would be lost in dev`]);
});

test('a bucket that goes loses its files, in the stages where it goes', () => {
  const change = (resources: { [id: string]: JsonObject }) => {
    delete resources.Files1;
    delete resources.FilesPolicy1;
  };
  expect(reasonsOf(change, ['dev', 'prod'])).toEqual([
    'Files (AWS::S3::Bucket, Files1) is REMOVED: its files would be lost in dev, prod',
  ]);
});

test('a bucket with another logical id is another bucket', () => {
  const change = (resources: { [id: string]: JsonObject }) => {
    resources.Files2 = resources.Files1 ?? {};
    delete resources.Files1;
  };
  expect(reasonsOf(change)).toContain('Files (AWS::S3::Bucket, Files1) is REMOVED: its files would be lost in dev');
});

test('an index more, another memory and other code pass, and are told', () => {
  const index = { IndexName: 'byRider', KeySchema: [{ AttributeName: 'rider', KeyType: 'HASH' }] };
  const attributes = [
    { AttributeName: 'pk', AttributeType: 'S' },
    { AttributeName: 'rider', AttributeType: 'S' },
  ];
  const change = (resources: { [id: string]: JsonObject }) => {
    set('Table1', { AttributeDefinitions: attributes, GlobalSecondaryIndexes: [index] })(resources);
    set('GetItem1', { MemorySize: 1024, Code: { S3Key: `${'b'.repeat(64)}.zip` } })(resources);
  };
  const findings = findingsOf(change, ['dev', 'staging', 'prod']);
  expect(reasonsOf(change)).toEqual([]);
  expect(new Set(findings.map(({ stages }) => stages.join()))).toEqual(new Set(['dev,staging,prod']));
  expect(linesAbout('code', findings)).toEqual(['~ GetItem']);
  expect(linesAbout('costs', findings)).toEqual([
    expect.stringContaining('Table: GlobalSecondaryIndexes none -> '),
    '~ GetItem/Function: MemorySize 512 -> 1024',
  ]);
  expect(findings.find(({ subject }) => subject === 'GetItem/Function')?.details).toEqual(['MemorySize: 512 -> 1024']);
});

test('a version of a function that only has new code is no resource more and none less', () => {
  const version = (hash: string) => (resources: { [id: string]: JsonObject }) => {
    resources[`GetItemCurrentVersion1234ABCD${hash}`] = at('GetItem/Function/CurrentVersion/Resource', {
      Type: 'AWS::Lambda::Version',
      Properties: { FunctionName: { Ref: 'GetItem1' } },
    });
  };
  const [one, other] = ['0', 'f'].map((digit) => findingsOf(version(digit.repeat(32))));
  expect(one).toEqual(other);
});

test('an alarm more is told with its price', () => {
  const findings = findingsOf((resources) => {
    resources.Alarm1 = at('Alarm/Resource', { Type: 'AWS::CloudWatch::Alarm', Properties: {} });
  });
  expect(linesAbout('costs', findings)).toEqual([
    expect.stringContaining('AWS::CloudWatch::Alarm: 0 -> 1 ($0.10 a month'),
  ]);
});
