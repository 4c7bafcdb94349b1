import { describe, expect, it } from 'vitest';
import { problemWith, resolved } from './assemblies.ts';

const extensions = { Transform: 'AWS::LanguageExtensions' };

describe('intrinsic functions give what the CloudFormation reference shows', () => {
  it('Fn::Base64 encodes text', () => {
    expect(resolved({ 'Fn::Base64': 'AWS CloudFormation' })).toBe('QVdTIENsb3VkRm9ybWF0aW9u');
    expect(resolved({ 'Fn::Base64': { 'Fn::Sub': `in \${AWS::Region} – ünïcode` } })).toBe(
      Buffer.from('in us-east-1 – ünïcode').toString('base64'),
    );
  });

  it('Fn::Join puts a delimiter between values', () => {
    expect(resolved({ 'Fn::Join': [':', ['a', 'b', 'c']] })).toBe('a:b:c');
    expect(
      resolved({
        'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':s3:::elasticbeanstalk-*-', { Ref: 'AWS::AccountId' }]],
      }),
    ).toBe('arn:aws:s3:::elasticbeanstalk-*-000000000000');
  });

  it('Fn::Join takes numbers, booleans, an empty list, and a list that a function gives', () => {
    expect(resolved({ 'Fn::Join': ['-', [1, true, '']] })).toBe('1-true-');
    expect(resolved({ 'Fn::Join': ['-', []] })).toBe('');
    expect(resolved({ 'Fn::Join': ['/', { 'Fn::Split': ['.', 'a.b'] }] })).toBe('a/b');
    expect(resolved({ 'Fn::Join': ['-', ['a', { Ref: 'AWS::NoValue' }, 'b']] })).toBe('a-b');
  });

  it('Fn::Select takes by a zero-based index', () => {
    expect(resolved({ 'Fn::Select': ['1', ['apples', 'grapes', 'oranges', 'mangoes']] })).toBe('grapes');
    expect(
      resolved(
        { 'Fn::Select': [0, { Ref: 'DbSubnetIpBlocks' }] },
        {
          Parameters: {
            DbSubnetIpBlocks: { Type: 'CommaDelimitedList', Default: '10.0.48.0/24, 10.0.112.0/24, 10.0.176.0/24' },
          },
        },
      ),
    ).toBe('10.0.48.0/24');
  });

  it('Fn::Split keeps empty parts', () => {
    expect(resolved({ 'Fn::Split': ['|', 'a|b|c'] })).toEqual(['a', 'b', 'c']);
    expect(resolved({ 'Fn::Split': ['|', 'a||c|'] })).toEqual(['a', '', 'c', '']);
    expect(resolved({ 'Fn::Select': ['2', { 'Fn::Split': [',', 'subnet-1,subnet-2,subnet-3'] }] })).toBe('subnet-3');
  });

  it('Fn::Sub fills in variables, pseudo parameters, resources and attributes', () => {
    const sections = { Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } } } };
    expect(
      resolved(
        { 'Fn::Sub': [`www.\${Domain}`, { Domain: { Ref: 'RootDomainName' } }] },
        {
          Parameters: { RootDomainName: { Type: 'String', Default: 'example.com' } },
        },
      ),
    ).toBe('www.example.com');
    expect(resolved({ 'Fn::Sub': `arn:aws:ec2:\${AWS::Region}:\${AWS::AccountId}:vpc/x` })).toBe(
      'arn:aws:ec2:us-east-1:000000000000:vpc/x',
    );
    expect(resolved({ 'Fn::Sub': `\${Jobs} has \${Jobs.Arn}` }, sections)).toBe(
      'https://sqs.us-east-1.amazonaws.com/000000000000/jobs has arn:aws:sqs:us-east-1:000000000000:jobs',
    );
  });

  it('Fn::Sub leaves a literal, a lone dollar and an open brace as they are', () => {
    expect(resolved({ 'Fn::Sub': `\${!Literal} $\${AWS::Region} {x} $5 \${open` })).toBe(
      `\${Literal} $us-east-1 {x} $5 \${open`,
    );
  });

  it('Fn::Sub takes its own variable before a parameter, and does not fill in what a variable holds', () => {
    const sections = { Parameters: { Name: { Type: 'String', Default: 'parameter' } } };
    expect(resolved({ 'Fn::Sub': [`\${Name}`, { Name: `\${AWS::Region}` }] }, sections)).toBe(`\${AWS::Region}`);
  });

  it('Fn::GetAtt takes a list or a dotted text', () => {
    const sections = { Resources: { Jobs: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } } } };
    expect(resolved({ 'Fn::GetAtt': ['Jobs', 'Arn'] }, sections)).toBe('arn:aws:sqs:us-east-1:000000000000:jobs');
    expect(resolved({ 'Fn::GetAtt': 'Jobs.QueueName' }, sections)).toBe('jobs');
  });

  it('Fn::FindInMap looks up by two keys, which may be references', () => {
    const Mappings = {
      RegionMap: {
        'us-east-1': { HVM64: 'ami-0ff8a91507f77f867', HVMG2: 'ami-0a584ac55a7631c0c' },
        'us-west-1': { HVM64: 'ami-0bdb828fd58c52235', HVMG2: 'ami-066ee5fd4a9ef77f1' },
      },
      Lists: { a: { b: ['1', '2'] } },
    };
    expect(resolved({ 'Fn::FindInMap': ['RegionMap', { Ref: 'AWS::Region' }, 'HVM64'] }, { Mappings })).toBe(
      'ami-0ff8a91507f77f867',
    );
    expect(resolved({ 'Fn::FindInMap': ['Lists', 'a', 'b'] }, { Mappings })).toEqual(['1', '2']);
    expect(
      resolved(
        { 'Fn::FindInMap': ['RegionMap', 'eu-west-1', 'HVM64', { DefaultValue: 'ami-default' }] },
        { Mappings, ...extensions },
      ),
    ).toBe('ami-default');
  });

  it('Fn::GetAZs gives the zones of a region, and of its own where none is named', () => {
    expect(resolved({ 'Fn::GetAZs': 'eu-west-1' })).toEqual(['eu-west-1a', 'eu-west-1b', 'eu-west-1c']);
    expect(resolved({ 'Fn::Select': ['0', { 'Fn::GetAZs': '' }] })).toBe('us-east-1a');
    expect(resolved({ 'Fn::Select': ['0', { 'Fn::GetAZs': { Ref: 'AWS::Region' } }] })).toBe('us-east-1a');
  });

  it('Fn::Length counts the elements of a list', () => {
    expect(resolved({ 'Fn::Length': [1, { Ref: 'AWS::Region' }, 3] }, extensions)).toBe(3);
    expect(
      resolved(
        { 'Fn::Length': { Ref: 'List' } },
        { ...extensions, Parameters: { List: { Type: 'CommaDelimitedList', Default: 'a,b' } } },
      ),
    ).toBe(2);
  });

  it('Fn::ToJsonString writes resolved values as JSON', () => {
    expect(
      resolved(
        { 'Fn::ToJsonString': { key1: 'value1', key2: { Ref: 'ParameterName' }, gone: { Ref: 'AWS::NoValue' } } },
        { ...extensions, Parameters: { ParameterName: { Type: 'String', Default: 'resolvedValue' } } },
      ),
    ).toBe('{"key1":"value1","key2":"resolvedValue"}');
    expect(resolved({ 'Fn::ToJsonString': [1, 'a'] }, extensions)).toBe('[1,"a"]');
  });

  it('pseudo parameters say where the stack is', () => {
    const names = ['AccountId', 'Partition', 'Region', 'StackName', 'URLSuffix', 'NotificationARNs'];
    expect(resolved(names.map((name) => ({ Ref: `AWS::${name}` })))).toEqual([
      '000000000000',
      'aws',
      'us-east-1',
      'Stack',
      'amazonaws.com',
      [],
    ]);
    expect(resolved({ Ref: 'AWS::StackId' })).toMatch(
      /^arn:aws:cloudformation:us-east-1:000000000000:stack\/Stack\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
    );
  });

  it('AWS::NoValue takes away the property, the member or the element that it stands for', () => {
    expect(resolved({ Ref: 'AWS::NoValue' })).toBeUndefined();
    expect(resolved({ kept: 1, gone: { Ref: 'AWS::NoValue' } })).toEqual({ kept: 1 });
    expect(resolved(['a', { Ref: 'AWS::NoValue' }, 'b'])).toEqual(['a', 'b']);
  });

  it('what is no intrinsic function stays as it is', () => {
    const value = { Ref: 'one', other: null, list: [true, 1.5], Condition: { StringEquals: { a: 'b' } } };
    expect(resolved(value)).toEqual(value);
    expect(resolved({ Condition: 'not a condition of the template' })).toEqual({
      Condition: 'not a condition of the template',
    });
    expect(resolved(JSON.parse('{"__proto__": {"polluted": true}, "constructor": "x"}'))).toEqual(
      JSON.parse('{"__proto__": {"polluted": true}, "constructor": "x"}'),
    );
  });
});

describe('what cannot be resolved is named with its place', () => {
  it.each([
    ['an unknown function', { 'Fn::Cidr': ['10.0.0.0/16', 1, 8] }, 'Value: Fn::Cidr cannot be resolved here'],
    [
      'a transform',
      { deep: [{ 'Fn::Transform': { Name: 'AWS::Include' } }] },
      'Value.deep[0]: Fn::Transform cannot be resolved here',
    ],
    ['a function with company', { 'Fn::Join': ['', []], Other: 1 }, 'Value: Fn::Join must stand alone in its object'],
    ['a missing reference', { Ref: 'Nothing' }, 'Value: the template has no parameter or resource Nothing'],
    [
      'a reference to what every object has',
      { Ref: 'constructor' },
      'Value: the template has no parameter or resource constructor',
    ],
    [
      'a missing attribute',
      { 'Fn::GetAtt': ['It', 'Nothing'] },
      'Value: It, of type Test::Values, has no attribute Nothing locally',
    ],
    ['an attribute without a name', { 'Fn::GetAtt': 'Jobs' }, 'Value: Fn::GetAtt of "Jobs" names no attribute'],
    [
      'a missing variable',
      { a: { 'Fn::Sub': `\${Nothing}` } },
      'Value.a: the template has no parameter or resource Nothing',
    ],
    ['a variable with a wrong name', { 'Fn::Sub': `\${a b}` }, 'Value: Fn::Sub cannot have a variable named "a b"'],
    ['a wrong Sub', { 'Fn::Sub': [`\${a}`, 'b'] }, 'Value: Fn::Sub takes text, or text and an object of variables'],
    ['a select outside', { 'Fn::Select': [4, ['a', 'b']] }, 'Value: Fn::Select finds nothing at 4'],
    ['a select by no number', { 'Fn::Select': ['length', ['a']] }, 'Value: Fn::Select finds nothing at length'],
    ['a split by nothing', { 'Fn::Split': ['', 'abc'] }, 'Value: Fn::Split needs a delimiter'],
    ['a join of one argument', { 'Fn::Join': [':'] }, 'Value: Fn::Join takes a list of 2'],
    ['a join of no list', { 'Fn::Join': [':', 'a'] }, 'Value: a list is wanted, not "a"'],
    ['a join of objects', { 'Fn::Join': [':', [{ a: 1 }]] }, 'Value: text is wanted, not {"a":1}'],
    ['a missing mapping', { 'Fn::FindInMap': ['M', 'a', 'b'] }, 'Value: no mapping has M.a.b'],
    ['a condition function here', { 'Fn::Equals': ['a', 'a'] }, 'Value: Fn::Equals cannot be resolved here'],
    ['an unknown condition', { 'Fn::If': ['Nothing', 1, 2] }, 'Value: the template has no condition Nothing'],
    [
      'an unknown export',
      { 'Fn::ImportValue': 'nothing' },
      'Value: no stack in 000000000000/us-east-1 exports nothing',
    ],
    [
      'a dynamic reference',
      { a: '{{resolve:secretsmanager:x}}' },
      'Value.a: the dynamic reference {{resolve:secretsmanager:x}} has no value locally',
    ],
    [
      'one in Fn::Sub',
      { 'Fn::Sub': `{{resolve:ssm:\${AWS::Region}}}` },
      `Value: the dynamic reference {{resolve:ssm:\${AWS::Region}}} has no value locally`,
    ],
    [
      'an extension without its transform',
      { 'Fn::Length': ['a'] },
      'Value: this needs the template to have the transform AWS::LanguageExtensions',
    ],
    [
      'another',
      { 'Fn::ToJsonString': {} },
      'Value: this needs the template to have the transform AWS::LanguageExtensions',
    ],
    [
      'half a stack output',
      { 'Fn::GetStackOutput': { StackName: 'A' } },
      'Value: Fn::GetStackOutput takes a StackName and an OutputName',
    ],
    [
      'an output of no stack',
      { 'Fn::GetStackOutput': { StackName: 'A', OutputName: 'B' } },
      'Value: the assembly has no stack A in 000000000000/us-east-1',
    ],
  ])('%s', (_what, value, problem) => {
    expect(problemWith(value)).toBe(problem);
  });
});
