import { describe, expect, test } from 'vitest';
import type { BusEvent } from '../../../local/endpoint/services/events/bus-event.ts';
import { compileTargetInput } from '../../../local/endpoint/services/events/target-input.ts';
import type { JsonObject } from '../../../local/template/resources.ts';

/** The example event of AWS's own document on input transformers. */
const event: BusEvent = {
  version: '0',
  id: '7bf73129-1428-4cd3-a780-95db273d1602',
  'detail-type': 'EC2 Instance State-change Notification',
  source: 'aws.ec2',
  account: '123456789012',
  time: '2015-11-11T21:29:54Z',
  region: 'us-east-1',
  resources: ['arn:aws:ec2:us-east-1:123456789012:instance/i-abcd1111'],
  detail: {
    'instance-id': 'i-0123456789',
    state: 'RUNNING',
    'a.b': 1,
    tags: [{ key: 'x' }, { key: 'y' }],
    note: 'say "hi"',
  },
};

const facts = { name: 'example', arn: 'arn:aws:events:us-east-2:123456789012:rule/example' };
const input = (target: JsonObject) => compileTargetInput(target)(event, facts);

const paths = {
  timestamp: '$.time',
  instance: '$.detail.instance-id',
  state: '$.detail.state',
  note: '$.detail.note',
  tags: '$.detail.tags',
  none: '$.detail.none',
};
const transformed = (InputTemplate: string) => input({ InputTransformer: { InputPathsMap: paths, InputTemplate } });

test('a target gets the event, a constant, or a part of the event', () => {
  expect(JSON.parse(input({}))).toEqual(event);
  expect(input({ Input: '{"a": 1}' })).toBe('{"a": 1}');
  expect(input({ InputPath: '$.detail' })).toBe(JSON.stringify(event.detail));
});

test.each<[string, unknown]>([
  ['$.detail.state', 'RUNNING'],
  ["$.detail['instance-id']", 'i-0123456789'],
  ['$.detail["a.b"]', 1],
  ['$.resources[0]', event.resources[0]],
  ['$.detail.tags[1].key', 'y'],
  ['$.detail.tags[*].key', ['x', 'y']],
  ['$', event],
])('the path %s leads there', (InputPath, expected) => {
  expect(JSON.parse(input({ InputPath }))).toEqual(expected);
});

describe("AWS's documented templates", () => {
  test.each<[string, string, string]>([
    ['a simple string', '"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'],
    ['escaped quotes', '"instance \\"<instance>\\" is in <state>"', '"instance \\"i-0123456789\\" is in RUNNING"'],
    [
      'simple JSON',
      '{\n "instance" : <instance>,\n "state": <state>\n}',
      '{"instance":"i-0123456789","state":"RUNNING"}',
    ],
    [
      'JSON with strings and variables',
      '{"instance": <instance>, "state": "<state>", "status": "instance \\"<instance>\\" is in <state>"}',
      '{"instance":"i-0123456789","state":"RUNNING","status":"instance \\"i-0123456789\\" is in RUNNING"}',
    ],
    [
      'variables beside constants',
      '{"state": [ 9, <state>, true ], "Transformed" : "Yes"}',
      '{"state":[9,"RUNNING",true],"Transformed":"Yes"}',
    ],
    ['reserved variables in a string', '"<aws.events.rule-name> triggered"', '"example triggered"'],
    [
      'reserved variables in JSON',
      '{"rule": <aws.events.rule-arn>, "event": <aws.events.event>}',
      JSON.stringify({ rule: facts.arn, event }),
    ],
    ['a value with quotes in a string', '{"note": "they <note>"}', '{"note":"they say \\"hi\\""}'],
    ['a list', '{"tags": <tags>}', '{"tags":[{"key":"x"},{"key":"y"}]}'],
    ['a path that leads nowhere, in a string', '"none: <none>"', '"none: "'],
  ])('%s', (_what, template, expected) => {
    expect(transformed(template)).toBe(expected);
  });
});

test.each<[string, JsonObject, string]>([
  ['a path of another form', { InputPath: 'detail.state' }, 'Invalid JSON path'],
  ['a filter in a path', { InputPath: '$.detail[?(@.a)]' }, 'Invalid JSON path'],
  ['a constant that is no JSON', { Input: 'text' }, 'JSON'],
  ['a variable that is not defined', { InputTransformer: { InputTemplate: '"<other>"' } }, '<other>'],
  ['a reserved name', { InputTransformer: { InputPathsMap: { 'aws.a': '$' }, InputTemplate: '"a"' } }, 'reserved'],
  ['no template', { InputTransformer: { InputPathsMap: {} } }, 'no InputTemplate'],
])('%s is refused', (_what, target, message) => {
  expect(() => compileTargetInput(target)).toThrow(message);
});
