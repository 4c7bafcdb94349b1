import { isObject, own, ownObject, ownText } from '../../../template/json.ts';
import { located, Problem, Problems } from '../../../template/problem.ts';
import type { Json, JsonObject, Resource } from '../../../template/resources.ts';
import type { Bucket, CorsRule, LifecycleRule } from './bucket.ts';
import { checkOwner, readNotifications } from './read-notifications.ts';

/**
 * The buckets among the resources of a run.
 * @throws AssemblyError naming all that is wrong with them, each with its construct path
 */
export function readBuckets(resources: readonly Resource[]): Bucket[] {
  const problems = new Problems();
  const taken = new Map<string, string>();
  const buckets = resources.flatMap((resource) => {
    if (resource.type !== 'AWS::S3::Bucket') return [];
    return (
      problems.attempt(() =>
        located(resource.path, () => {
          const other = taken.get(resource.ref);
          if (other !== undefined) throw new Problem(`the bucket name ${resource.ref} is also that of ${other}`);
          taken.set(resource.ref, resource.path);
          return readBucket(resource, resources);
        }),
      ) ?? []
    );
  });
  for (const resource of resources) problems.attempt(() => checkOwner(resource, taken));
  problems.throwIfAny();
  return buckets;
}

function readBucket(resource: Resource, resources: readonly Resource[]): Bucket {
  const { ref: name, path, attributes, properties } = resource;
  if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(name) || name.includes('..') || /^[\d.]+$/.test(name)) {
    throw new Problem(`${name} is no name that a bucket can have (3 to 63 of a-z, 0-9, . and -)`);
  }
  for (const rule of objects(ownObject(properties, 'BucketEncryption').ServerSideEncryptionConfiguration)) {
    const algorithm = ownText(ownObject(rule, 'ServerSideEncryptionByDefault'), 'SSEAlgorithm') ?? 'AES256';
    // Who may read would depend on the key's policy too.
    if (algorithm !== 'AES256') throw new Problem(`the encryption ${algorithm} of a bucket is not run locally`);
  }
  return {
    name,
    path,
    arn: attributes.Arn ?? '',
    cors: objects(ownObject(properties, 'CorsConfiguration').CorsRules).map(readCorsRule),
    ...readNotifications(resource, resources),
    lifecycle: objects(ownObject(properties, 'LifecycleConfiguration').Rules)
      .filter((rule) => rule.Status === 'Enabled')
      .map(readLifecycleRule),
  };
}

function readCorsRule(rule: JsonObject): CorsRule {
  const origins = texts(rule.AllowedOrigins);
  const methods = texts(rule.AllowedMethods);
  const unknown = methods.find((method) => !['GET', 'PUT', 'HEAD', 'POST', 'DELETE'].includes(method));
  if (unknown !== undefined) throw new Problem(`the method ${unknown} of a CORS rule is none that S3 knows`);
  const tooWild = [...origins, ...texts(rule.AllowedHeaders)].find((pattern) => pattern.split('*').length > 2);
  if (tooWild !== undefined) throw new Problem(`${tooWild} in a CORS rule has more than one *`);
  const maxAge = number(rule, 'MaxAge');
  return {
    origins,
    methods,
    headers: texts(rule.AllowedHeaders),
    exposed: texts(rule.ExposedHeaders),
    ...(maxAge !== undefined && { maxAge }),
  };
}

function readLifecycleRule(rule: JsonObject): LifecycleRule {
  const date = ownText(rule, 'ExpirationDate');
  const optional = {
    largerThan: number(rule, 'ObjectSizeGreaterThan'),
    smallerThan: number(rule, 'ObjectSizeLessThan'),
    expirationDays: number(rule, 'ExpirationInDays'),
    expirationDate: date === undefined ? undefined : Date.parse(date),
    abortUploadsAfterDays: number(ownObject(rule, 'AbortIncompleteMultipartUpload'), 'DaysAfterInitiation'),
  };
  if (Number.isNaN(optional.expirationDate)) throw new Problem(`the expiration date ${date} is no date`);
  return { prefix: ownText(rule, 'Prefix') ?? '', ...definedOf(optional) };
}

const definedOf = <Name extends string>(
  values: Readonly<Record<Name, number | undefined>>,
): Partial<Record<Name, number>> => {
  const defined: Partial<Record<Name, number>> = {};
  for (const name in values) {
    const value = values[name];
    if (value !== undefined) defined[name] = value;
  }
  return defined;
};

/** CloudFormation takes a number's text for the number. */
function number(object: JsonObject, name: string): number | undefined {
  const value = own(object, name);
  if (value === undefined) return undefined;
  if (/^\d+$/.test(String(value))) return Number(value);
  throw new Problem(`${name} is no number`);
}

const objects = (value: Json | undefined): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);

const texts = (value: Json | undefined): string[] =>
  Array.isArray(value) ? value.filter((element) => typeof element === 'string') : [];
