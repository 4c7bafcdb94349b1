import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../local/template/resources.ts';
import { writeAssembly } from '../template/assemblies.ts';

const attribute = (resource: string, name: string) => ({ 'Fn::GetAtt': [resource, name] });
const allow = (Action: string | string[], Resource: JsonObject) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource }],
});

/** Answers with what is asked for in the path, at the cost of a write that it may and a delete that it may not do. */
const code = `
const { DeleteItemCommand, DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb');
const client = new DynamoDBClient({});
const TableName = process.env.TABLE_NAME;
const key = { id: { S: '1' } };
exports.handler = async ({ rawPath }) => {
  if (rawPath === '/pid') return { pid: process.pid };
  if (rawPath === '/throw') throw new Error('no\\nluck');
  if (rawPath === '/put') {
    const input = { TableName, Item: key, ReturnConsumedCapacity: 'TOTAL', ReturnValues: 'ALL_OLD' };
    return { replaced: Boolean((await client.send(new PutItemCommand(input))).Attributes) };
  }
  if (rawPath === '/delete') await client.send(new DeleteItemCommand({ TableName, Key: key })).catch(() => {});
  return { path: rawPath };
};`;

const api: JsonObject = {
  Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'small', ProtocolType: 'HTTP' } },
  Stage: {
    Type: 'AWS::ApiGatewayV2::Stage',
    Properties: { ApiId: { Ref: 'Api' }, StageName: '$default', AutoDeploy: true },
  },
  Integration: {
    Type: 'AWS::ApiGatewayV2::Integration',
    Properties: {
      ApiId: { Ref: 'Api' },
      IntegrationType: 'AWS_PROXY',
      IntegrationUri: attribute('Echo', 'Arn'),
      PayloadFormatVersion: '2.0',
    },
  },
  Route: {
    Type: 'AWS::ApiGatewayV2::Route',
    Properties: {
      ApiId: { Ref: 'Api' },
      RouteKey: '$default',
      Target: { 'Fn::Join': ['', ['integrations/', { Ref: 'Integration' }]] },
    },
  },
  Permission: {
    Type: 'AWS::Lambda::Permission',
    Properties: {
      Action: 'lambda:InvokeFunction',
      FunctionName: { Ref: 'Echo' },
      Principal: 'apigateway.amazonaws.com',
    },
  },
};

const echo: JsonObject = {
  Echo: {
    Type: 'AWS::Lambda::Function',
    Properties: {
      Code: { ZipFile: code },
      Handler: 'index.handler',
      Role: attribute('Role', 'Arn'),
      Runtime: 'nodejs24.x',
      Environment: { Variables: { TABLE_NAME: { Ref: 'Table' } } },
    },
  },
  Role: {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: 'echo',
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Action: 'sts:AssumeRole', Principal: { Service: 'lambda.amazonaws.com' } }],
      },
      Policies: [{ PolicyName: 'put', PolicyDocument: allow('dynamodb:PutItem', attribute('Table', 'Arn')) }],
    },
  },
  Table: {
    Type: 'AWS::DynamoDB::Table',
    Properties: {
      TableName: 'small',
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    },
  },
};

const signIn: JsonObject = {
  People: { Type: 'AWS::Cognito::UserPool', Properties: {} },
  Client: { Type: 'AWS::Cognito::UserPoolClient', Properties: { UserPoolId: { Ref: 'People' } } },
};

/** One API whose every path is answered by one function, which has one table; with a user pool. */
export const smallTemplate: JsonObject = { Resources: { ...api, ...echo, ...signIn } };

/** The same without anyone to sign in. */
export const withoutSignIn: JsonObject = { Resources: { ...api, ...echo } };

/** Nothing that could be called. */
export const tableOnly: JsonObject = { Resources: { Table: Object(echo).Table } };

/** Writes an assembly with one stack of this template. */
export function assemblyOf(template: JsonObject, folder: string): string {
  const directory = join(folder, 'assembly');
  mkdirSync(directory, { recursive: true });
  return writeAssembly({ Small: template }, directory);
}
