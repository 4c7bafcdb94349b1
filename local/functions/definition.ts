import { ownObject, ownText } from '../template/json.ts';
import type { Json, JsonObject, Resource } from '../template/resources.ts';
import { latest, parseFunctionReference } from './arns.ts';
import { reservedVariables } from './environment.ts';

/** Where a function's code is: a folder or zip file, or one file's text that stands in the template. */
export type CodeSource = { readonly path: string } | { readonly text: string };

/** One Lambda function, as its template describes it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** The construct path: what people know the function by. */
  readonly label: string;
  readonly code: CodeSource;
  /** `file.export`. */
  readonly handler: string;
  /** Such as `nodejs24.x`. */
  readonly runtime: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMegabytes: number;
  readonly roleArn: string;
  /** How many requests may be on their way at once; any number where the template says none. */
  readonly reservedConcurrency?: number;
  /** The version behind each alias and version that the template publishes, by its name or number. */
  readonly published?: Readonly<Record<string, string>>;
  /** The ARN of the queue or topic that gets the asynchronous events that it failed at (`DeadLetterConfig`). */
  readonly deadLetterTarget?: string;
  readonly logs: LogSettings;
}

export interface LogSettings {
  readonly group: string;
  readonly format: 'Text' | 'JSON';
  /** The lowest level that is written; only where the format is JSON. */
  readonly level?: string;
}

/**
 * The Lambda functions among a template's resources, but for those that a deployment calls for the custom resources that
 * are run here: there is no deployment. (The CDK's one for notifications is written in Python.)
 *
 * @param assetPath gives the folder or zip file of a `Code` property (`S3Bucket` and `S3Key` of a cloud assembly)
 * @throws Error naming the function and the property, where AWS would refuse it or it cannot run here
 */
export function readFunctions(
  resources: readonly Resource[],
  assetPath: (code: JsonObject) => string,
): FunctionDefinition[] {
  const custom = resources.filter(({ type }) => type.startsWith('Custom::'));
  const providers = new Set(custom.map(({ properties }) => ownText(properties, 'ServiceToken')));
  return resources
    .filter(({ type, attributes }) => type === 'AWS::Lambda::Function' && !providers.has(attributes.Arn))
    .map((resource) => readFunction(resource, resources, assetPath));
}

function readFunction(
  resource: Resource,
  resources: readonly Resource[],
  assetPath: (code: JsonObject) => string,
): FunctionDefinition {
  const { path: label, ref: name, properties } = resource;
  const refuse = (what: string): never => {
    throw new Error(`${label}: ${what}`);
  };
  const text = (property: string): string => {
    const value = properties[property];
    return typeof value === 'string' ? value : refuse(`${property} must be a string.`);
  };
  const integer = (property: string, [least, most]: [number, number]): number | undefined => {
    const value = properties[property];
    if (value === undefined) return undefined;
    const number = Number(value);
    if (Number.isInteger(number) && number >= least && number <= most) return number;
    return refuse(`${property} must be a whole number from ${least} to ${most}, not ${JSON.stringify(value)}.`);
  };
  if (properties.PackageType !== undefined && properties.PackageType !== 'Zip') {
    refuse('PackageType Image does not run locally: the local run has no containers.');
  }
  const runtime = text('Runtime');
  if (!/^nodejs\d+\.x$/.test(runtime)) refuse(`Runtime ${runtime} does not run locally: only Node.js does.`);

  const reservedConcurrency = integer('ReservedConcurrentExecutions', [0, 1_000_000]);
  const deadLetterTarget = ownText(ownObject(properties, 'DeadLetterConfig'), 'TargetArn') || undefined;
  if (deadLetterTarget !== undefined && !/^arn:[^:]+:(sqs|sns):/.test(deadLetterTarget)) {
    refuse(`DeadLetterConfig.TargetArn must be the ARN of a queue or a topic, not ${deadLetterTarget}.`);
  }
  const published = readPublished(name, resources);
  return {
    name,
    arn: resource.attributes.Arn ?? refuse('has no ARN.'),
    label,
    code: readCode(properties.Code, assetPath) ?? refuse('Code must have S3Bucket and S3Key, or ZipFile.'),
    handler: text('Handler'),
    runtime,
    environment: readEnvironment(properties.Environment, refuse),
    timeoutSeconds: integer('Timeout', [1, 900]) ?? 3,
    memoryMegabytes: integer('MemorySize', [128, 10_240]) ?? 128,
    roleArn: text('Role'),
    ...(reservedConcurrency === undefined ? {} : { reservedConcurrency }),
    ...(published && { published }),
    ...(deadLetterTarget !== undefined && { deadLetterTarget }),
    logs: readLogs(name, properties.LoggingConfig),
  };
}

/** A function's versions (a template holds one, and its number is 1) and its aliases. */
function readPublished(functionName: string, resources: readonly Resource[]): Record<string, string> | undefined {
  const published = resources.flatMap(({ type, properties, attributes }): [string, string][] => {
    if (parseFunctionReference(ownText(properties, 'FunctionName') ?? '').name !== functionName) return [];
    if (type === 'AWS::Lambda::Version') return [[attributes.Version ?? '1', attributes.Version ?? '1']];
    if (type !== 'AWS::Lambda::Alias') return [];
    return [[ownText(properties, 'Name') ?? '', String(properties.FunctionVersion ?? latest)]];
  });
  return published.length > 0 ? Object.fromEntries(published) : undefined;
}

function readCode(code: Json | undefined, assetPath: (code: JsonObject) => string): CodeSource | undefined {
  if (!isObject(code)) return undefined;
  if (typeof code.ZipFile === 'string') return { text: code.ZipFile };
  return code.S3Key === undefined ? undefined : { path: assetPath(code) };
}

function readEnvironment(environment: Json | undefined, refuse: (what: string) => never): Record<string, string> {
  const variables = isObject(environment) ? environment.Variables : undefined;
  if (!isObject(variables)) return {};
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => {
      if (reservedVariables.has(name)) refuse(`Environment: Lambda sets ${name} itself and refuses it.`);
      if (value === null || typeof value === 'object') refuse(`Environment: ${name} must be a string.`);
      return [name, String(value)];
    }),
  );
}

function readLogs(name: string, config: Json | undefined): LogSettings {
  const { LogGroup, LogFormat, ApplicationLogLevel } = isObject(config) ? config : {};
  return {
    group: typeof LogGroup === 'string' ? LogGroup : `/aws/lambda/${name}`,
    ...(LogFormat === 'JSON'
      ? { format: 'JSON', level: typeof ApplicationLogLevel === 'string' ? ApplicationLogLevel : 'INFO' }
      : { format: 'Text' }),
  };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
