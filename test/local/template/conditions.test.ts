import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../local/template/resources.ts';
import { appOf, problemsOf, resolved } from './assemblies.ts';

const parameters = {
  EnvironmentType: { Type: 'String', Default: 'prod' },
  Count: { Type: 'Number', Default: 3 },
};
const isProd = { 'Fn::Equals': [{ Ref: 'EnvironmentType' }, 'prod'] };
const isTest = { 'Fn::Equals': [{ Ref: 'EnvironmentType' }, 'test'] };

function holds(condition: Json, others: JsonObject = {}): Json | undefined {
  return resolved(
    { 'Fn::If': ['It', true, false] },
    { Parameters: parameters, Conditions: { ...others, It: condition } },
  );
}

describe('conditions', () => {
  it.each<[string, Json, boolean]>([
    ['equal texts', isProd, true],
    ['other texts', isTest, false],
    ['texts that differ in case', { 'Fn::Equals': ['Prod', 'prod'] }, false],
    ['a number and a number parameter', { 'Fn::Equals': [3, { Ref: 'Count' }] }, true],
    ['equal lists', { 'Fn::Equals': [['a', 'b'], { 'Fn::Split': [',', 'a,b'] }] }, true],
    ['not', { 'Fn::Not': [isProd] }, false],
    ['and, all true', { 'Fn::And': [isProd, { 'Fn::Not': [isTest] }] }, true],
    ['and, one false', { 'Fn::And': [isProd, isTest] }, false],
    ['or, one true', { 'Fn::Or': [isTest, isProd] }, true],
    ['or, none true', { 'Fn::Or': [isTest, isTest] }, false],
  ])('%s', (_what, condition, expected) => {
    expect(holds(condition)).toBe(expected);
  });

  it('refer to each other by name', () => {
    expect(holds({ 'Fn::And': [{ Condition: 'IsProd' }, { Condition: 'IsProd' }] }, { IsProd: isProd })).toBe(true);
    expect(holds({ Condition: 'IsProd' }, { IsProd: isTest })).toBe(false);
  });

  it('choose a branch, and the other one may refer to what does not exist', () => {
    const sections = {
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { Gone: { Type: 'AWS::SQS::Queue', Condition: 'No' } },
    };
    expect(resolved({ 'Fn::If': ['No', { Ref: 'Gone' }, 'instead'] }, sections)).toBe('instead');
    expect(resolved(['a', { 'Fn::If': ['No', 'b', { Ref: 'AWS::NoValue' }] }], sections)).toEqual(['a']);
  });

  it('leave out resources, outputs and exports that are on a false one', () => {
    const app = appOf({
      A: {
        Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
        Resources: { Kept: { Type: 'AWS::SQS::Queue' }, Gone: { Type: 'Unknown::Type', Condition: 'No' } },
        Outputs: {
          Kept: { Value: 'kept' },
          Gone: { Condition: 'No', Value: { Ref: 'Gone' }, Export: { Name: 'gone' } },
        },
      },
    });
    expect(app.resources.map(({ logicalId }) => logicalId)).toEqual(['Kept']);
    expect(app.stacks[0]?.outputs).toEqual({ Kept: 'kept' });
  });

  it('stop a reference to a resource that does not exist', () => {
    const problems = problemsOf({
      A: {
        Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
        Resources: {
          Gone: { Type: 'AWS::SQS::Queue', Condition: 'No' },
          It: { Type: 'Test::Values', Properties: { Value: { 'Fn::GetAtt': ['Gone', 'Arn'] } } },
        },
      },
    });
    expect(problems).toEqual(['A It (A/It) Value: Gone does not exist, as its condition No is false']);
  });

  it.each<[string, Json, string]>([
    ['an unknown function', { 'Fn::Contains': [['a'], 'a'] }, 'Fn::Contains is no condition function'],
    ['no function', 'true', '"true" is no condition function'],
    ['two functions', { ...isProd, 'Fn::Not': [isProd] }, 'Fn::Equals must stand alone in its object'],
    ['too few of them', { 'Fn::And': [isProd] }, 'Fn::And takes a list of 2 to 10'],
    ['a missing reference', { 'Fn::Equals': [{ Ref: 'X' }, 'a'] }, 'the template has no parameter or resource X'],
    ['an unknown name', { Condition: 'Nothing' }, 'the template has no condition Nothing'],
    ['itself', { 'Fn::Not': [{ Condition: 'It' }] }, 'a circular reference: A Conditions.It -> A Conditions.It'],
  ])('are named with what is wrong in them: %s', (_what, condition, problem) => {
    const problems = problemsOf({
      A: {
        Parameters: parameters,
        Conditions: { It: condition },
        Resources: { Queue: { Type: 'AWS::SQS::Queue', Condition: 'It' } },
      },
    });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('A Conditions.It');
    expect(problems[0]).toContain(problem);
  });

  it('that a resource names must exist', () => {
    expect(problemsOf({ A: { Resources: { Q: { Type: 'AWS::SQS::Queue', Condition: 'Nothing' } } } })).toEqual([
      'A Q (A/Q): the template has no condition Nothing',
    ]);
  });
});

describe('parameters', () => {
  it.each<[string, JsonObject, Json]>([
    ['text', { Type: 'String', Default: 'a, b' }, 'a, b'],
    ['a number, as text', { Type: 'Number', Default: 512 }, '512'],
    ['an AWS type', { Type: 'AWS::EC2::VPC::Id', Default: 'vpc-1' }, 'vpc-1'],
    ['a list, its parts trimmed', { Type: 'CommaDelimitedList', Default: 'a, b ,c' }, ['a', 'b', 'c']],
    ['a list of numbers', { Type: 'List<Number>', Default: '80,20' }, ['80', '20']],
  ])('are %s', (_what, parameter, value) => {
    expect(resolved({ Ref: 'It2' }, { Parameters: { It2: parameter } })).toEqual(value);
  });

  it('without a value are no problem until something refers to them', () => {
    const Parameters = {
      Needed: { Type: 'String' },
      BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/hnb659fds/version' },
    };
    expect(problemsOf({ A: { Parameters, Resources: { Q: { Type: 'AWS::SQS::Queue' } } } })).toEqual([]);
    const values = { Value: { Ref: 'Needed' }, Other: { Ref: 'BootstrapVersion' } };
    expect(problemsOf({ A: { Parameters, Resources: { It: { Type: 'Test::Values', Properties: values } } } })).toEqual([
      'A Parameters.Needed: the parameter Needed has no default value',
      'A Parameters.BootstrapVersion: the parameter BootstrapVersion has its value in SSM Parameter Store ("/cdk-bootstrap/hnb659fds/version")',
    ]);
  });
});
