import {
  InvokeCommand,
  type InvokeCommandInput,
  type InvokeCommandOutput,
  InvokeWithResponseStreamCommand,
  LambdaClient,
} from '@aws-sdk/client-lambda';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { createIdentities } from '../../../local/endpoint/credentials.ts';
import { createFaults } from '../../../local/endpoint/faults.ts';
import { rolesFrom } from '../../../local/endpoint/roles.ts';
import { startEndpoint } from '../../../local/endpoint/server.ts';
import { lambdaService } from '../../../local/endpoint/services/lambda/lambda.ts';
import type { EventReport } from '../../../local/event-report.ts';
import { openAsynchronous } from '../../../local/functions/asynchronous/asynchronous.ts';
import type { FunctionDefinition } from '../../../local/functions/definition.ts';
import { Storage } from '../../../local/storage.ts';
import { Targets } from '../../../local/targets.ts';
import { inline, roleArn, roleResource } from '../endpoint/resources.ts';
import { environment } from './asynchronous/harness.ts';
import { functionOf, hostOf } from './support.ts';

const greeterArn = 'arn:aws:lambda:us-east-1:000000000000:function:greeter';

const code = `exports.handler = async (event, context) => {
  console.log('event', JSON.stringify(event));
  if (event.fail) throw new TypeError('no greeting');
  if (event.much) return 'x'.repeat(event.much);
  if (event.wait) await new Promise((resolve) => setTimeout(resolve, event.wait));
  return { event, arn: context.invokedFunctionArn, id: context.awsRequestId, client: context.clientContext };
};`;

const greeter = functionOf(code, { name: 'greeter', label: 'Shop/Greeter', published: { live: '1' } });

/** A client of Lambda behind the endpoint, as the root or in a role with these statements. */
async function clientOf(definition: FunctionDefinition = greeter, statements?: Parameters<typeof inline>) {
  const { host, lines } = hostOf([definition]);
  const identities = createIdentities('000000000000', rolesFrom([roleResource(inline(...(statements ?? [])))]));
  const reports: EventReport[] = [];
  const storage = await Storage.open();
  const asynchronous = await openAsynchronous({
    environment,
    functions: [definition],
    configs: new Map(),
    storage,
    access: { check: () => {} },
    targets: new Targets(),
    invoke: (...call) => host.invoke(...call),
    onEvent: (report) => reports.push(report),
    onFault: (error) => expect(error).toBeUndefined(),
  });
  const endpoint = await startEndpoint({
    port: 0,
    region: 'us-east-1',
    identities,
    services: [
      lambdaService({
        environment,
        functions: () => [definition],
        invoke: (...call) => host.invoke(...call),
        asynchronous,
      }),
    ],
    faults: createFaults(),
    onCall: () => {},
  });
  const client = new LambdaClient({
    endpoint: endpoint.url,
    region: 'us-east-1',
    credentials: statements ? identities.issue({ roleArn, sessionName: 'caller' }) : identities.root,
    maxAttempts: 1,
  });
  onTestFinished(async () => {
    client.destroy();
    await endpoint.close();
    await asynchronous.close();
    await storage.close();
  });
  return {
    client,
    lines,
    reports,
    invoke: (input: Partial<InvokeCommandInput> = {}) =>
      client.send(new InvokeCommand({ FunctionName: 'greeter', ...input })),
  };
}

const payloadOf = ({ Payload }: InvokeCommandOutput) => JSON.parse(Payload?.transformToString() ?? '');

describe('Invoke', () => {
  test('answers with what the function returned, to every form of its name', async () => {
    const { invoke } = await clientOf();
    const plain = await invoke({ Payload: '{"name":"Ana"}' });
    expect(plain).toMatchObject({ StatusCode: 200, ExecutedVersion: '$LATEST' });
    expect(plain).not.toHaveProperty('FunctionError');
    expect(plain).not.toHaveProperty('LogResult');
    expect(payloadOf(plain)).toEqual({
      event: { name: 'Ana' },
      arn: greeterArn,
      id: plain.$metadata.requestId,
    });
    const names = [
      greeterArn,
      '000000000000:function:greeter',
      'function:greeter',
      'greeter:live',
      `${greeterArn}:live`,
    ];
    for (const FunctionName of names) {
      const isLive = FunctionName.endsWith(':live');
      const answer = await invoke({ FunctionName });
      expect(payloadOf(answer)).toMatchObject({ event: {}, arn: isLive ? `${greeterArn}:live` : greeterArn });
      expect(answer.ExecutedVersion).toBe(isLive ? '1' : '$LATEST');
    }
    expect(payloadOf(await invoke({ Qualifier: 'live' })).arn).toBe(`${greeterArn}:live`);
    expect(payloadOf(await invoke({ Qualifier: '$LATEST' })).arn).toBe(`${greeterArn}:$LATEST`);
  });

  test('marks the error of a function that failed, and gives the end of its log', async () => {
    const { invoke } = await clientOf();
    const answer = await invoke({ Payload: '{"fail":true}', LogType: 'Tail' });
    expect(answer).toMatchObject({ StatusCode: 200, FunctionError: 'Unhandled' });
    expect(payloadOf(answer)).toMatchObject({ errorType: 'TypeError', errorMessage: 'no greeting' });
    const log = Buffer.from(answer.LogResult ?? '', 'base64').toString();
    expect(log).toMatch(/^START RequestId: \S+ Version: \$LATEST\n/);
    expect(log).toContain('event {"fail":true}');
    expect(log).toContain('TypeError: no greeting');
    const long = await invoke({ Payload: JSON.stringify('é'.repeat(5_000)), LogType: 'Tail' });
    expect(Buffer.from(long.LogResult ?? '', 'base64')).toHaveLength(4_096);
  });

  test('hands over what the client says about itself', async () => {
    const { invoke } = await clientOf();
    const ClientContext = Buffer.from('{"custom":{"shop":7}}').toString('base64');
    expect(payloadOf(await invoke({ ClientContext }))).toMatchObject({ client: { custom: { shop: 7 } } });
    const refusal = { name: 'InvalidRequestContentException', message: expect.stringContaining('Client context') };
    await expect(invoke({ ClientContext: 'no JSON' })).rejects.toMatchObject(refusal);
  });

  test('of an event answers at once, and the function gets it with the request id of the answer', async () => {
    const { invoke, lines, reports } = await clientOf();
    const answer = await invoke({ InvocationType: 'Event', Payload: '{"name":"Ben"}' });
    expect(answer.StatusCode).toBe(202);
    await vi.waitFor(() => expect(reports).toHaveLength(1), { timeout: 10_000 });
    expect(reports).toMatchObject([{ source: 'root', target: 'Shop/Greeter', outcome: 'delivered' }]);
    expect(lines).toMatchObject([{ requestId: answer.$metadata.requestId }]);
    expect(lines[0]?.line).toContain('event {"name":"Ben"}');
    const tooMuch = invoke({ InvocationType: 'Event', Payload: JSON.stringify('x'.repeat(1_048_576)) });
    await expect(tooMuch).rejects.toMatchObject({
      name: 'RequestTooLargeException',
      $metadata: { httpStatusCode: 413 },
    });
  });

  test('takes and gives 6 MB', async () => {
    const { invoke } = await clientOf();
    const payload = JSON.stringify('x'.repeat(6_291_454));
    expect(payloadOf(await invoke({ InvocationType: 'RequestResponse', Payload: '{"much":6291454}' }))).toHaveLength(
      6_291_454,
    );
    const tooLarge = { name: 'RequestTooLargeException', $metadata: { httpStatusCode: 413 } };
    await expect(invoke({ Payload: `${payload} ` })).rejects.toMatchObject(tooLarge);
    const answer = await invoke({ Payload: '{"much":6300000}' });
    expect(payloadOf(answer).errorType).toBe('Function.ResponseSizeTooLarge');
  });

  test('tries whether it may, without running anything', async () => {
    const { invoke, lines } = await clientOf();
    expect((await invoke({ InvocationType: 'DryRun' })).StatusCode).toBe(204);
    const nobody = invoke({ InvocationType: 'DryRun', FunctionName: 'nobody' });
    await expect(nobody).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    expect(lines).toEqual([]);
  });

  test('is refused as on AWS', async () => {
    const { client, invoke } = await clientOf();
    const refused = async (input: Partial<InvokeCommandInput>, name: string, status: number, message: string) => {
      const error = { name, message: expect.stringContaining(message), $metadata: { httpStatusCode: status } };
      await expect(invoke(input)).rejects.toMatchObject(error);
    };
    const notFound = 'ResourceNotFoundException';
    await refused(
      { FunctionName: 'nobody' },
      notFound,
      404,
      `Function not found: ${greeterArn.replace('greeter', 'nobody')}`,
    );
    await refused({ Qualifier: 'canary' }, notFound, 404, `Function not found: ${greeterArn}:canary`);
    await refused({ FunctionName: greeterArn.replace('us-east-1', 'eu-west-1') }, notFound, 404, "from 'eu-west-1'");
    await refused({ FunctionName: greeterArn.replace('000000000000', '111111111111') }, notFound, 404, 'not found');
    await refused({ FunctionName: 'greeter:live', Qualifier: '1' }, 'InvalidParameterValueException', 400, 'derived');
    await refused({ FunctionName: 'no name' }, 'ValidationException', 400, "at 'functionName'");
    await refused({ Payload: '{"name":' }, 'InvalidRequestContentException', 400, 'Could not parse request body');
    await refused({ Payload: Buffer.from([0x22, 0xff, 0x22]) }, 'InvalidRequestContentException', 400, 'parse');
    const stream = client.send(new InvokeWithResponseStreamCommand({ FunctionName: 'greeter' }));
    await expect(stream).rejects.toMatchObject({ message: expect.stringContaining('is not run locally') });
  });

  test('is throttled where as many requests as the function has reserved are under way', async () => {
    const { invoke, reports } = await clientOf({ ...greeter, reservedConcurrency: 1 });
    const first = invoke({ Payload: '{"wait":300}' });
    const second = invoke({ InvocationType: 'Event', Payload: '{"wait":300}' });
    const third = invoke({ Payload: '{"wait":300}' });
    const ended = await Promise.allSettled([first, third]);
    expect(ended.map(({ status }) => status).sort()).toContain('rejected');
    const refusal = ended.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []))[0];
    expect(refusal).toMatchObject({
      name: 'TooManyRequestsException',
      Reason: 'ReservedFunctionConcurrentInvocationLimitExceeded',
      $metadata: { httpStatusCode: 429 },
    });
    expect((await second).StatusCode).toBe(202);
    await vi.waitFor(() => expect(reports.at(-1)).toMatchObject({ outcome: 'delivered' }), { timeout: 10_000 });
  });

  test('needs lambda:InvokeFunction on the function, or on the alias that is meant', async () => {
    const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: `${greeterArn}:live` };
    const { invoke } = await clientOf(greeter, [statement]);
    expect((await invoke({ Qualifier: 'live' })).StatusCode).toBe(200);
    for (const InvocationType of ['RequestResponse', 'Event', 'DryRun'] as const) {
      await expect(invoke({ InvocationType })).rejects.toMatchObject({
        name: 'AccessDeniedException',
        message: expect.stringContaining(
          `not authorized to perform: lambda:InvokeFunction on resource: ${greeterArn} `,
        ),
        $metadata: { httpStatusCode: 403 },
      });
    }
  });
});
