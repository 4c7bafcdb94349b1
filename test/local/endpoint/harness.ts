import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { onTestFinished } from 'vitest';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import type { CallReport } from '../../../local/endpoint/dispatch.ts';
import { createFaults } from '../../../local/endpoint/faults.ts';
import { awsJson10 } from '../../../local/endpoint/protocols.ts';
import { createResourcePolicies, resourcePoliciesFrom } from '../../../local/endpoint/resource-policies.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { startEndpoint } from '../../../local/endpoint/server.ts';
import { type Service, ServiceError } from '../../../local/endpoint/service.ts';
import type { Resource } from '../../../local/template/resources.ts';
import { environment } from './resources.ts';

export const table = 'arn:aws:dynamodb:us-east-1:000000000000:table/rides';

/** A service as small as one can be: it counts what ran, takes `PutItem` and `GetItem`, and fails on demand. */
export const createNotes = () => {
  const ran: string[] = [];
  const service: Service = {
    name: 'dynamodb',
    protocol: awsJson10,
    throttlingErrors: [
      new ServiceError(400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException', 'Too much.'),
      new ServiceError(400, 'com.amazon.coral.availability#ThrottlingException', 'Too fast.'),
    ],
    internalError: new ServiceError(500, 'com.amazon.coral.service#InternalServerError', 'The request failed.'),
    open: ({ headers, body }) => {
      const operation = headers['x-amz-target']?.split('.')[1] ?? '';
      if (operation !== 'PutItem' && operation !== 'GetItem') {
        throw new ServiceError(400, 'com.amazon.coral.service#UnknownOperationException', '');
      }
      const input = JSON.parse(body.toString());
      const key: string = (input.Item ?? input.Key).pk.S;
      const tables: string[] = input.TableName === 'both' ? [table, `${table}-2`] : [table];
      return {
        operation,
        authorizations: tables.map((resource) => ({
          action: `dynamodb:${operation}`,
          resource,
          context: { 'dynamodb:LeadingKeys': [key] },
        })),
        run: async () => {
          ran.push(`${operation} ${key}`);
          if (key === 'conflict') {
            const code = 'com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException';
            throw new ServiceError(400, code, 'The conditional request failed', { Item: { pk: { S: 'there' } } });
          }
          if (key === 'bug') throw new TypeError('a bug in the service');
          const write = operation === 'PutItem';
          return {
            status: 200,
            body: write ? '{}' : '{"Item":{"pk":{"S":"é"}}}',
            units: write ? { write: 1 } : { read: 0.5 },
          };
        },
      };
    },
  };
  return { service, ran };
};

/** An endpoint that runs until the test ends, and what it reported. */
export const startTestEndpoint = async (resources: Resource[], faultRate = 0, seed = 1) => {
  const identities = createIdentities('000000000000', rolesFrom(resources));
  const faults = createFaults(faultRate, seed);
  const notes = createNotes();
  const reports: CallReport[] = [];
  const endpoint = await startEndpoint({
    port: 0,
    region: 'us-east-1',
    identities,
    resourcePolicies: createResourcePolicies(resourcePoliciesFrom(resources, environment)),
    services: [notes.service],
    faults,
    onCall: (report) => reports.push(report),
  });
  onTestFinished(endpoint.close);
  const client = (credentials: NonNullable<DynamoDBClientConfig['credentials']>, config: DynamoDBClientConfig = {}) => {
    const made = new DynamoDBClient({
      endpoint: endpoint.url,
      region: 'us-east-1',
      credentials,
      maxAttempts: 1,
      ...config,
    });
    onTestFinished(() => made.destroy());
    return made;
  };
  return { ...endpoint, identities, faults, reports, client, ran: notes.ran };
};
