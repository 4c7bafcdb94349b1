import type { Asynchronous } from '../../../functions/asynchronous/asynchronous.ts';
import type { FunctionDefinition } from '../../../functions/definition.ts';
import { InvokeRefusal } from '../../../functions/failures.ts';
import { type FoundFunction, findFunction } from '../../../functions/find-function.ts';
import type { InvokeResult } from '../../../functions/function-host.ts';
import type { Invoke } from '../../../functions/invoke.ts';
import { parseJson } from '../../../template/json.ts';
import type { Environment, Json } from '../../../template/resources.ts';
import type { Call, Service, ServiceRequest, ServiceResponse } from '../../service.ts';
import { fromRefusal, internalError, invalidContent, notFound, notRun, throttlingErrors } from './errors.ts';
import { type InvokeRequest, readInvokeRequest } from './invoke-request.ts';
import { restJson } from './rest-json.ts';

export interface LambdaOptions {
  readonly environment: Environment;
  /** The app's functions as they are now. */
  readonly functions: () => readonly FunctionDefinition[];
  readonly invoke: Invoke;
  readonly asynchronous: Pick<Asynchronous, 'accept'>;
}

/** The most bytes of a request for an answer: 6 MB. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const largestRequest = 6_291_456;

/** The most bytes of a log in an answer. */
const largestLog = 4_096;

/** Lambda as a service of the local endpoint: functions invoke functions. */
export function lambdaService(options: LambdaOptions): Service {
  return {
    name: 'lambda',
    protocol: restJson,
    throttlingErrors,
    internalError,
    open: (request) => openCall(options, request),
  };
}

const invokePath = /^\/2015-03-31\/functions\/([^/]+)\/invocations\/?$/;

function openCall(options: LambdaOptions, request: ServiceRequest): Call {
  const [, name] = (request.method === 'POST' && invokePath.exec(request.path)) || [];
  if (name === undefined) throw notRun(`${request.method} ${request.path}`);
  const invocation = readInvokeRequest(decode(name), request, options.environment);
  return {
    operation: 'Invoke',
    authorizations: [{ action: 'lambda:InvokeFunction', resource: invocation.functionArn }],
    run: async () => {
      const found = findFunction(options.functions(), invocation.functionArn);
      if (!found) throw notFound(`Function not found: ${invocation.functionArn}`);
      try {
        return await run(options, invocation, found, request);
      } catch (error) {
        throw error instanceof InvokeRefusal ? fromRefusal(error) : error;
      }
    },
  };
}

async function run(
  { invoke, asynchronous }: LambdaOptions,
  { type, keepLog, clientContext }: InvokeRequest,
  found: FoundFunction,
  request: ServiceRequest,
): Promise<ServiceResponse> {
  const { requestId, caller, body } = request;
  if (type === 'DryRun') return { status: 204, body: '' };
  if (body.length > largestRequest) {
    const limit = `Request must be smaller than ${largestRequest} bytes for the InvokeFunction operation`;
    throw new InvokeRefusal('RequestTooLargeException', limit);
  }
  const { text: payload, event } = readPayload(body);
  if (type === 'Event') {
    const source = caller.type === 'root' ? 'root' : (caller.arn.split('/').at(-1) ?? caller.arn);
    await asynchronous.accept({ reference: found.arn, payload, requestId, source });
    return { status: 202, body: '' };
  }
  const about = clientContext === undefined ? {} : { clientContext };
  const result = await invoke(found.arn, event, { requestId, keepLog, ...about });
  return {
    status: 200,
    headers: {
      'x-amz-executed-version': found.version,
      ...(result.error && { 'x-amz-function-error': 'Unhandled' }),
      ...(keepLog && { 'x-amz-log-result': logOf(result, found) }),
    },
    body: JSON.stringify(result.payload),
  };
}

/** The event; a request without a payload is one with an empty object. */
function readPayload(body: Buffer): { text: string; event: Json } {
  if (body.length === 0) return { text: '{}', event: {} };
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(body);
    return { text, event: parseJson(text) };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw invalidContent(`Could not parse request body into json: ${reason}`);
  }
}

/** The end of the invocation's log in base64, with Lambda's own lines around those of the function. */
function logOf({ log = '', requestId, milliseconds }: InvokeResult, { definition, version }: FoundFunction): string {
  const id = `RequestId: ${requestId}`;
  const report = [
    `REPORT ${id}`,
    `Duration: ${milliseconds.toFixed(2)} ms`,
    `Billed Duration: ${Math.ceil(milliseconds)} ms`,
    `Memory Size: ${definition.memoryMegabytes} MB`,
  ];
  // Where the format is JSON, Lambda's lines are JSON too, and tell what is not known here.
  const lines =
    definition.logs.format === 'JSON'
      ? log
      : `START ${id} Version: ${version}\n${log}END ${id}\n${report.join('\t')}\n`;
  return Buffer.from(lines).subarray(-largestLog).toString('base64');
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch (error) {
    throw error instanceof URIError ? notRun(segment) : error;
  }
}
