import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { functionOf, hostOf } from './support.ts';

const showEnvironment = `exports.handler = async () => process.env`;

test("a function's environment is Lambda's and the template's, and nothing of this process", async () => {
  process.env.HOST_SECRET = 'not for functions';
  const environment = { TABLE_NAME: 'rides', EMPTY: '', NODE_OPTIONS: '--enable-source-maps' };
  const { host } = hostOf([functionOf(showEnvironment, { environment })]);
  const { payload } = await host.invoke('Shop-Greeter', {});
  expect(payload).toEqual({
    _HANDLER: 'index.handler',
    _X_AMZN_TRACE_ID: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0$/),
    AWS_ACCESS_KEY_ID: 'ASIATEST0',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
    AWS_LAMBDA_FUNCTION_NAME: 'Shop-Greeter',
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/Shop-Greeter',
    AWS_LAMBDA_LOG_STREAM_NAME: expect.any(String),
    AWS_REGION: 'us-east-1',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
    EMPTY: '',
    LAMBDA_TASK_ROOT: expect.any(String),
    LANG: 'en_US.UTF-8',
    NODE_OPTIONS: '--enable-source-maps',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TABLE_NAME: 'rides',
    TZ: ':UTC',
  });
});

test('the AWS endpoint is the local one, whatever the template says, for the addresses of queues too', async () => {
  const queue = 'https://sqs.us-east-1.amazonaws.com/000000000000/orders';
  const environment = {
    AWS_ENDPOINT_URL: 'https://dynamodb.us-east-1.amazonaws.com',
    QUEUE_URL: queue,
    QUEUES: JSON.stringify([queue, queue]),
    HOST: 'https://sqs.us-east-1.amazonaws.com',
  };
  const { host } = hostOf([functionOf(showEnvironment, { environment })]);
  const local = 'http://127.0.0.1:9/000000000000/orders';
  expect((await host.invoke('Shop-Greeter', {})).payload).toMatchObject({
    AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
    QUEUE_URL: local,
    QUEUES: JSON.stringify([local, local]),
    HOST: 'https://sqs.us-east-1.amazonaws.com',
  });
});

test('a function sees neither a channel to this process, nor the home folder with its AWS profiles', async () => {
  const text = `const os = require('os');
    exports.handler = async () => [typeof process.send, process.cwd(), os.homedir()]`;
  const { host } = hostOf([functionOf(text)]);
  const { payload } = await host.invoke('Shop-Greeter', {});
  expect(payload).toEqual(['undefined', expect.stringContaining('local-functions-'), expect.any(String)]);
  expect(payload).not.toContain(process.cwd());
  expect(payload).not.toContain(homedir());
});

test('each process has credentials of its own, given back when it is gone', async () => {
  const { host, issued, released } = hostOf([functionOf(`exports.handler = async () => process.exit(1)`)]);
  const first = await host.invoke('Shop-Greeter', {});
  const second = await host.invoke('Shop-Greeter', {});
  expect([first.accessKeyId, second.accessKeyId]).toEqual(['ASIATEST0', 'ASIATEST1']);
  await host.close();
  expect(released).toEqual(issued);
});

test('the memory that a function has bounds its heap', async () => {
  const text = `exports.handler = async () => require('v8').getHeapStatistics().heap_size_limit / 2 ** 20`;
  const { host } = hostOf([functionOf(text, { memoryMegabytes: 512 })]);
  const { payload } = await host.invoke('Shop-Greeter', {});
  expect(payload).toBeGreaterThan(480);
  expect(payload).toBeLessThanOrEqual(512);
});
