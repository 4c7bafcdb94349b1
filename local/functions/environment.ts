import { randomBytes } from 'node:crypto';
import type { FunctionDefinition } from './definition.ts';

/** The credentials of one process: temporary ones of the function's role, as Lambda gives them. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What a process is given besides its function's definition. */
export interface ProcessSettings {
  readonly region: string;
  /** Where the function's AWS calls go. */
  readonly endpointUrl: string;
  readonly credentials: Credentials;
  /** The folder that holds the function's code. */
  readonly taskRoot: string;
}

/**
 * The variables that Lambda sets itself; a template that has one of them does not deploy.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export const reservedVariables: ReadonlySet<string> = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_LAMBDA_RUNTIME_API',
  'AWS_REGION',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'LAMBDA_RUNTIME_DIR',
  'LAMBDA_TASK_ROOT',
]);

/**
 * The whole environment of a function's process: what Lambda gives, the template's variables, and the address of the
 * local AWS endpoint. Nothing of the environment that the local run itself was started with.
 */
export function processEnvironment(definition: FunctionDefinition, settings: ProcessSettings): Record<string, string> {
  const { name, logs } = definition;
  const day = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  return {
    // These three a template may replace, as on Lambda.
    LANG: 'en_US.UTF-8',
    PATH: '/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:/opt/bin',
    TZ: ':UTC',
    ...withLocalQueues(definition.environment, settings.endpointUrl),
    _HANDLER: definition.handler,
    AWS_ACCESS_KEY_ID: settings.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: settings.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: settings.credentials.sessionToken,
    AWS_REGION: settings.region,
    AWS_DEFAULT_REGION: settings.region,
    AWS_ENDPOINT_URL: settings.endpointUrl,
    AWS_EXECUTION_ENV: `AWS_Lambda_${definition.runtime}`,
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMegabytes),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: logs.group,
    AWS_LAMBDA_LOG_STREAM_NAME: `${day}/[$LATEST]${randomBytes(16).toString('hex')}`,
    ...(logs.level === undefined ? {} : { AWS_LAMBDA_LOG_FORMAT: logs.format, AWS_LAMBDA_LOG_LEVEL: logs.level }),
    LAMBDA_TASK_ROOT: settings.taskRoot,
  };
}

/**
 * The addresses of queues in a template's variables, on the local endpoint: a client of SQS sends to the host in a
 * queue's address, not to where its other calls go, unless its own settings name an endpoint.
 */
function withLocalQueues(variables: Readonly<Record<string, string>>, endpointUrl: string): Record<string, string> {
  const host = /https:\/\/sqs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?=\/\d{12}\/)/g;
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, value.replaceAll(host, endpointUrl)]),
  );
}
