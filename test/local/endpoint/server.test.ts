import { connect } from 'node:net';
import { crc32 } from 'node:zlib';
import { GetItemCommand, ListTablesCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import { createFaults } from '../../../local/endpoint/faults.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { startEndpoint } from '../../../local/endpoint/server.ts';
import type { JsonObject } from '../../../local/template/resources.ts';
import { startTestEndpoint, table } from './harness.ts';
import { document, inline, resource, roleArn, roleResource } from './resources.ts';
import { signed } from './signing.ts';

const put = (key: string, TableName = 'rides') => new PutItemCommand({ TableName, Item: { pk: { S: key } } });
const get = (key: string) => new GetItemCommand({ TableName: 'rides', Key: { pk: { S: key } } });

const putRides = {
  Sid: 'PutRides',
  Effect: 'Allow',
  Action: 'dynamodb:PutItem',
  Resource: table,
  Condition: { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['RIDE#*', 'USER#*'] } },
};

describe('a function', () => {
  it('may do what its policy allows, and the report says who, what, and by which statement', async () => {
    const { client, identities, reports, ran } = await startTestEndpoint([roleResource(inline(putRides))]);
    const session = identities.issue({ roleArn, sessionName: 'my-function' });
    await client(session).send(put('RIDE#1'));
    expect(ran).toEqual(['PutItem RIDE#1']);
    expect(reports).toEqual([
      {
        requestId: expect.stringMatching(/./),
        accessKeyId: session.accessKeyId,
        principalArn: roleArn,
        service: 'dynamodb',
        operation: 'PutItem',
        resources: [table],
        units: { write: 1 },
        status: 200,
        milliseconds: expect.any(Number),
        outcome: 'allowed',
        authorizations: [
          {
            action: 'dynamodb:PutItem',
            resource: table,
            context: { 'dynamodb:LeadingKeys': ['RIDE#1'] },
            effect: 'allow',
            statements: [{ policy: 'inline', index: 0, sid: 'PutRides' }],
          },
        ],
      },
    ]);
  });

  it('is denied another key, action or resource in the words of AWS, before the call has any effect', async () => {
    const { client, identities, reports, ran } = await startTestEndpoint([roleResource(inline(putRides))]);
    const dynamodb = client(identities.issue({ roleArn, sessionName: 'my-function' }));
    const denied = (action: string, on: string) => ({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::000000000000:assumed-role/my-role/my-function is not authorized to perform: ' +
        `${action} on resource: ${on} because no identity-based policy allows the ${action} action`,
      $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    });
    await expect(dynamodb.send(put('UNICORN#1'))).rejects.toMatchObject(denied('dynamodb:PutItem', table));
    await expect(dynamodb.send(get('RIDE#1'))).rejects.toMatchObject(denied('dynamodb:GetItem', table));
    await expect(dynamodb.send(put('RIDE#1', 'both'))).rejects.toMatchObject(denied('dynamodb:PutItem', `${table}-2`));
    expect(ran).toEqual([]);
    expect(reports.map(({ outcome, error, status }) => ({ outcome, error, status }))).toEqual(
      Array(3).fill({ outcome: 'denied', error: 'AccessDeniedException', status: 400 }),
    );
    expect(reports[2]?.authorizations.map(({ effect }) => effect)).toEqual(['allow', 'implicit deny']);
  });

  it('is denied by an explicit deny, whatever is allowed', async () => {
    const deny = {
      Effect: 'Deny',
      Action: 'dynamodb:*',
      Resource: '*',
      Condition: { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
    };
    const { client, identities } = await startTestEndpoint([roleResource(inline(putRides, deny))]);
    await expect(client(identities.issue({ roleArn, sessionName: 's' })).send(put('RIDE#1'))).rejects.toThrow(
      /^User: .* on resource: \S+ with an explicit deny in an identity-based policy$/,
    );
  });

  it('is held by its permissions boundary', async () => {
    const arn = 'arn:aws:iam::000000000000:policy/boundary';
    const attempt = async (boundary: JsonObject, policies = inline(putRides)) => {
      const { client, identities } = await startTestEndpoint([
        resource('AWS::IAM::ManagedPolicy', arn, { PolicyDocument: document(boundary) }),
        roleResource({ ...policies, PermissionsBoundary: arn }),
      ]);
      return client(identities.issue({ roleArn, sessionName: 's' })).send(put('RIDE#1'));
    };
    await attempt({ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' });
    await expect(attempt({ Effect: 'Allow', Action: 's3:*', Resource: '*' })).rejects.toThrow(
      'because no permissions boundary allows the dynamodb:PutItem action',
    );
    await expect(attempt({ Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' })).rejects.toThrow(
      'with an explicit deny in a permissions boundary',
    );
    await expect(attempt({ Effect: 'Deny', Action: 'dynamodb:*', Resource: '*' }, {})).rejects.toThrow(
      'with an explicit deny in a permissions boundary',
    );
    await expect(attempt({ Effect: 'Allow', Action: 's3:*', Resource: '*' }, {})).rejects.toThrow(
      'because no identity-based policy allows the dynamodb:PutItem action',
    );
  });

  it('has the global condition keys of a Lambda function', async () => {
    const conditions = {
      Bool: { 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false', 'aws:PrincipalIsAWSService': 'false' },
      StringEquals: {
        'aws:PrincipalAccount': '000000000000',
        'aws:PrincipalType': 'AssumedRole',
        'aws:RequestedRegion': 'us-east-1',
        'aws:userid': 'AROAABCDEFGHIJKLMNOPQ:my-function',
        'aws:PrincipalTag/team': 'rides',
        'aws:ResourceAccount': '000000000000',
      },
      ArnEquals: {
        'aws:PrincipalArn': roleArn,
        'lambda:SourceFunctionArn': 'arn:aws:lambda:us-east-1:000000000000:function:my-function',
      },
      StringLike: { 'aws:UserAgent': 'aws-sdk-js/*' },
      DateGreaterThan: { 'aws:CurrentTime': '2026-01-01T00:00:00Z', 'aws:TokenIssueTime': '2026-01-01T00:00:00Z' },
      NumericGreaterThan: { 'aws:EpochTime': '1767225600' },
      Null: { 'aws:SourceArn': 'true', 'aws:username': 'true' },
    };
    const statement = { Effect: 'Allow', Action: '*', Resource: '*', Condition: conditions };
    const role = roleResource({ ...inline(statement), Tags: [{ Key: 'team', Value: 'rides' }] });
    const { client, identities } = await startTestEndpoint([role]);
    await client(identities.issue({ roleArn, sessionName: 'my-function' })).send(put('a'));
  });

  it('is under its new policies as soon as they are synthesized again', async () => {
    const { client, identities } = await startTestEndpoint([roleResource({})]);
    const dynamodb = client(identities.issue({ roleArn, sessionName: 's' }));
    await expect(dynamodb.send(put('RIDE#1'))).rejects.toThrow('not authorized');
    identities.setRoles(rolesFrom([roleResource(inline(putRides))]));
    await dynamodb.send(put('RIDE#1'));
    identities.setRoles(new Map());
    await expect(dynamodb.send(put('RIDE#1'))).rejects.toThrow('not authorized');
  });
});

describe('the root', () => {
  it('may do everything and is new in every run', async () => {
    const { client, identities, reports } = await startTestEndpoint([]);
    await client(identities.root).send(put('anything'));
    expect(reports).toMatchObject([{ principalArn: 'arn:aws:iam::000000000000:root', outcome: 'allowed' }]);
    expect(createIdentities('000000000000', new Map()).root).not.toEqual(identities.root);
  });
});

describe('answers', () => {
  it('carry the request id that the report has', async () => {
    const { client, identities, reports } = await startTestEndpoint([]);
    const dynamodb = client(identities.root);
    const { Item, $metadata } = await dynamodb.send(get('a'));
    expect(Item).toEqual({ pk: { S: 'é' } });
    expect($metadata.requestId).toBe(reports[0]?.requestId);
    expect(reports[0]?.units).toEqual({ read: 0.5 });
  });

  it('are the errors of the service, with all their members', async () => {
    const { client, identities, reports } = await startTestEndpoint([]);
    await expect(client(identities.root).send(put('conflict'))).rejects.toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      Item: { pk: { S: 'there' } },
    });
    expect(reports).toMatchObject([{ outcome: 'failed', error: 'ConditionalCheckFailedException', status: 400 }]);
  });

  it('show nothing of a bug in the service, which the report has', async () => {
    const { client, identities, reports } = await startTestEndpoint([]);
    await expect(client(identities.root).send(put('bug'))).rejects.toMatchObject({
      name: 'InternalServerError',
      message: 'The request failed.',
      $metadata: expect.objectContaining({ httpStatusCode: 500 }),
    });
    expect(reports).toMatchObject([{ outcome: 'failed', unexpected: new TypeError('a bug in the service') }]);
  });

  it('name an operation or a service that is not there', async () => {
    const { client, identities, reports, url } = await startTestEndpoint([]);
    await expect(client(identities.root).send(new ListTablesCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
    });
    const { host: _sentByFetch, ...headers } = (
      await signed({ headers: { host: new URL(url).host } }, { service: 'sqs', credentials: identities.root })
    ).headers;
    expect(await (await fetch(url, { method: 'POST', headers })).json()).toEqual({
      __type: 'com.amazon.coral.service#UnknownOperationException',
      message: 'The local AWS endpoint does not run the service "sqs". It runs: dynamodb.',
    });
    expect(reports).toMatchObject([
      { service: 'dynamodb', outcome: 'failed', error: 'UnknownOperationException' },
      { service: 'sqs', outcome: 'failed', error: 'UnknownOperationException' },
    ]);
  });

  it('refuse credentials of another run in the words of AWS', async () => {
    const { client, reports } = await startTestEndpoint([]);
    const stranger = createIdentities('000000000000', new Map()).root;
    await expect(client(stranger).send(put('a'))).rejects.toMatchObject({
      name: 'UnrecognizedClientException',
      message: 'The security token included in the request is invalid.',
      $metadata: expect.objectContaining({ httpStatusCode: 400 }),
    });
    expect(reports).toMatchObject([{ outcome: 'denied', error: 'UnrecognizedClientException', resources: [] }]);
  });

  it('refuse what is not signed', async () => {
    const { url } = await startTestEndpoint([]);
    const answer = await fetch(url, { method: 'POST', body: '{}' });
    expect(answer.status).toBe(400);
    expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.0');
    const body = await answer.text();
    expect(answer.headers.get('x-amz-crc32')).toBe(String(crc32(body)));
    expect(JSON.parse(body)).toEqual({
      __type: 'com.amazon.coral.service#MissingAuthenticationTokenException',
      message: 'Request is missing Authentication Token',
    });
  });

  it('capitalize the message of a denial, as DynamoDB does', async () => {
    const { url, identities } = await startTestEndpoint([roleResource({})]);
    const target = { host: new URL(url).host, 'x-amz-target': 'DynamoDB_20120810.GetItem' };
    const body = '{"TableName":"rides","Key":{"pk":{"S":"a"}}}';
    const credentials = identities.issue({ roleArn, sessionName: 's' });
    const { host: _sentByFetch, ...headers } = (await signed({ headers: target, body }, { credentials })).headers;
    expect(await (await fetch(url, { method: 'POST', headers, body })).json()).toEqual({
      __type: 'com.amazon.coral.service#AccessDeniedException',
      Message: expect.stringMatching(/^User: .* is not authorized to perform: dynamodb:GetItem on resource: /),
    });
  });
});

describe('the server', () => {
  it('says that a port is taken', async () => {
    const { url } = await startTestEndpoint([]);
    const second = startEndpoint({
      port: Number(new URL(url).port),
      region: 'us-east-1',
      identities: createIdentities('000000000000', new Map()),
      services: [],
      faults: createFaults(),
      onCall: () => undefined,
    });
    await expect(second).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it('lives on after malformed HTTP, a cut upload, and a header that no answer could hold', async () => {
    const { url, client, identities } = await startTestEndpoint([]);
    const raw = (text: string, end: boolean) =>
      new Promise<string>((resolve) => {
        const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
          socket.write(text);
          if (end) socket.destroy();
        });
        let answer = '';
        socket.on('data', (data) => {
          answer += data;
        });
        socket.on('close', () => resolve(answer));
        socket.on('error', () => resolve(answer));
      });
    expect(await raw('NOT HTTP\r\n\r\n', false)).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', false)).toMatch(/^HTTP\/1\.1 400 /);
    expect(
      await raw('POST / HTTP/1.1\r\nHost: a\r\nconstructor: b\r\n__proto__: c\r\nConnection: close\r\n\r\n', false),
    ).toMatch(/^HTTP\/1\.1 400 /);
    await raw('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhalf', true);
    await client(identities.root).send(put('a'));
  });

  it('refuses a body that no memory should hold', async () => {
    const { url } = await startTestEndpoint([]);
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(url).port), '127.0.0.1', () => {
        socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n');
      });
      socket.on('data', (data) => resolve(String(data)));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  });
});
