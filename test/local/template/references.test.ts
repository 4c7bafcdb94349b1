import { expect, it } from 'vitest';
import type { JsonObject } from '../../../local/template/resources.ts';
import { appOf, problemsOf } from './assemblies.ts';

const queue = (properties: JsonObject = {}) => ({ Type: 'AWS::SQS::Queue', Properties: properties });

it('A role and a table may refer to each other, as neither needs more than the name of the other', () => {
  const { resources } = appOf({
    A: {
      Resources: {
        Role: {
          Type: 'AWS::IAM::Role',
          Properties: { Policies: [{ Resource: { 'Fn::GetAtt': ['Table', 'Arn'] } }] },
        },
        Table: {
          Type: 'AWS::DynamoDB::Table',
          Properties: { TableName: 'rides', ResourcePolicy: { Principal: { 'Fn::GetAtt': ['Role', 'Arn'] } } },
        },
      },
    },
  });
  const [role, table] = resources;
  expect(role?.properties.Policies).toEqual([{ Resource: 'arn:aws:dynamodb:us-east-1:000000000000:table/rides' }]);
  expect(table?.properties.ResourcePolicy).toEqual({ Principal: role?.attributes.Arn });
});

it('A resource may refer to itself where its identity does not need that', () => {
  const { resources } = appOf({
    A: { Resources: { Q: queue({ RedrivePolicy: { own: { 'Fn::GetAtt': ['Q', 'QueueName'] } } }) } },
  });
  expect(resources[0]?.properties.RedrivePolicy).toEqual({ own: resources[0]?.attributes.QueueName });
});

it('Names that are made of each other are one problem that names every resource in the circle', () => {
  const problems = problemsOf({
    A: {
      Resources: {
        First: queue({ QueueName: { 'Fn::Sub': '$' + '{Second.QueueName}-dead' } }),
        Second: queue({ QueueName: { 'Fn::GetAtt': ['Third', 'QueueName'] } }),
        Third: queue({ QueueName: { 'Fn::GetAtt': ['First', 'QueueName'] } }),
        Fourth: queue({ RedrivePolicy: { 'Fn::GetAtt': ['Third', 'Arn'] } }),
      },
    },
  });
  expect(problems).toEqual([
    'A Third (A/Third) QueueName: a circular reference: A First (A/First) -> A Second (A/Second) -> A Third (A/Third) -> A First (A/First)',
  ]);
});

it('A resource without a physical name has the same made-up one in every run, and no other resource has it', () => {
  const read = () =>
    appOf({ A: { Resources: { Q: queue(), R: queue() } }, B: { Resources: { Q: queue() } } }).resources.map(
      ({ attributes }) => attributes.QueueName,
    );
  const names = read();
  expect(read()).toEqual(names);
  expect(new Set(names).size).toBe(3);
  expect(names[0]).toMatch(/^A-Q-[0-9A-F]{12}$/);
});

it('A made-up name keeps to its length and stays its own', () => {
  const long = 'L'.repeat(200);
  const { resources } = appOf({ A: { Resources: { [`${long}a`]: queue(), [`${long}b`]: queue() } } });
  const [first = '', second = ''] = resources.map(({ attributes }) => attributes.QueueName);
  expect([first.length, second.length]).toEqual([80, 80]);
  expect(first).not.toBe(second);
});

it('Stacks import what others export, whichever comes first', () => {
  const app = appOf({
    Consumer: {
      Resources: {
        It: {
          Type: 'Test::Values',
          Properties: {
            Value: { 'Fn::ImportValue': { 'Fn::Sub': 'Producer-$' + '{AWS::Region}' } },
            Other: {
              'Fn::GetStackOutput': { StackName: 'Producer', OutputName: 'Name', Region: { Ref: 'AWS::Region' } },
            },
          },
        },
      },
    },
    Producer: {
      Resources: { Q: queue({ QueueName: 'jobs' }) },
      Outputs: {
        Arn: {
          Value: { 'Fn::GetAtt': ['Q', 'Arn'] },
          Export: { Name: { 'Fn::Join': ['-', [{ Ref: 'AWS::StackName' }, { Ref: 'AWS::Region' }]] } },
        },
        Name: { Value: { 'Fn::GetAtt': ['Q', 'QueueName'] } },
      },
    },
  });
  expect(app.resources[0]?.properties).toEqual({ Value: 'arn:aws:sqs:us-east-1:000000000000:jobs', Other: 'jobs' });
  expect(app.stacks[1]?.outputs).toEqual({ Arn: 'arn:aws:sqs:us-east-1:000000000000:jobs', Name: 'jobs' });
});

it('Outputs that are made of each other are a problem', () => {
  const output = (stack: string) => ({
    Outputs: { Out: { Value: { 'Fn::ImportValue': stack }, Export: { Name: stack === 'A' ? 'B' : 'A' } } },
    Resources: { Q: queue() },
  });
  expect(problemsOf({ A: output('B'), B: output('A') })).toEqual([
    'B Outputs.Out.Value: a circular reference: A Outputs.Out -> B Outputs.Out -> A Outputs.Out',
  ]);
});

it('A name exported twice is a problem, as it is on AWS', () => {
  const stack = { Resources: { Q: queue() }, Outputs: { Out: { Value: 'x', Export: { Name: 'shared' } } } };
  expect(problemsOf({ A: stack, B: stack })).toEqual(['000000000000/us-east-1 export shared: there is more than one']);
});

it('What is wrong with a resource is said once, at the resource, however many refer to it', () => {
  const problems = problemsOf({
    A: {
      Resources: {
        Unknown: { Type: 'AWS::Neptune::DBCluster' },
        First: queue({ QueueName: { Ref: 'Unknown' } }),
        Second: queue({ RedrivePolicy: { a: { 'Fn::GetAtt': ['Unknown', 'Arn'] }, b: { Ref: 'Nothing' } } }),
      },
    },
  });
  expect(problems).toEqual([
    'A Unknown (A/Unknown): resources of type AWS::Neptune::DBCluster cannot be run locally',
    'A Second (A/Second) RedrivePolicy.b: the template has no parameter or resource Nothing',
  ]);
});
