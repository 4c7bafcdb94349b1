import { isObject, parseJson } from '../../../template/json.ts';
import type { Environment } from '../../../template/resources.ts';
import type { ServiceRequest } from '../../service.ts';
import { invalidContent, invalidParameter, notFound, validationError } from './errors.ts';

/** A request to invoke a function. */
export interface InvokeRequest {
  /** The whole ARN that was asked for, with the alias or version where there is one. */
  readonly functionArn: string;
  readonly type: InvocationType;
  readonly keepLog: boolean;
  /** JSON text. */
  readonly clientContext?: string;
}

const invocationTypes = ['Event', 'RequestResponse', 'DryRun'] as const;
export type InvocationType = (typeof invocationTypes)[number];

const namePattern =
  /^(?:arn:aws[a-zA-Z-]*:lambda:)?(?:([a-z]{2}(?:-gov|-iso[a-z]?)?-[a-z]+-\d):)?(?:(\d{12}):)?(?:function:)?([\w.-]+)(?::(\$LATEST|[\w-]+))?$/;

/**
 * Reads all of an Invoke request but its payload.
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 *
 * @param name the function as it stands in the path, decoded: its name, its ARN, or a part of the ARN
 * @throws ServiceError as Lambda refuses it
 */
export function readInvokeRequest(name: string, request: ServiceRequest, environment: Environment): InvokeRequest {
  const { headers, query } = request;
  const clientContext = readClientContext(headers['x-amz-client-context']);
  return {
    functionArn: readFunctionArn(name, query.get('Qualifier'), environment),
    type: readChoice(headers['x-amz-invocation-type'] ?? 'RequestResponse', invocationTypes, 'invocationType'),
    keepLog: readChoice(headers['x-amz-log-type'] ?? 'None', ['None', 'Tail'], 'logType') === 'Tail',
    ...(clientContext !== undefined && { clientContext }),
  };
}

function readFunctionArn(given: string, asked: string | null, { partition, region, accountId }: Environment): string {
  const parts = namePattern.exec(given);
  const pattern = 'Member must satisfy regular expression pattern of a function name or ARN';
  if (!parts) throw validationError(given, 'functionName', pattern);
  const [, givenRegion = region, givenAccount = accountId, name = '', ownQualifier] = parts;
  if (givenRegion !== region) {
    throw notFound(`Functions from '${givenRegion}' are not reachable in this region ('${region}')`);
  }
  if (ownQualifier !== undefined && asked !== null && ownQualifier !== asked) {
    throw invalidParameter('The derived qualifier from the function name does not match the specified qualifier.');
  }
  const qualifier = ownQualifier ?? asked;
  const arn = `arn:${partition}:lambda:${region}:${givenAccount}:function:${name}`;
  return qualifier === null ? arn : `${arn}:${qualifier}`;
}

function readChoice<Choice extends string>(given: string, choices: readonly Choice[], member: string): Choice {
  const choice = choices.find((candidate) => candidate === given);
  if (choice !== undefined) return choice;
  throw validationError(given, member, `Member must satisfy enum value set: [${choices.join(', ')}]`);
}

function readClientContext(encoded: string | undefined): string | undefined {
  if (encoded === undefined || encoded === '') return undefined;
  const refused = 'Client context must be a valid Base64-encoded JSON object.';
  const text = Buffer.from(encoded, 'base64').toString();
  try {
    if (isObject(parseJson(text))) return text;
  } catch (error) {
    throw error instanceof SyntaxError ? invalidContent(refused) : error;
  }
  throw invalidContent(refused);
}
