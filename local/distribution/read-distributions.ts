import { textOf, textsOf } from '../gateway/properties.ts';
import { isObject, ownObject } from '../template/json.ts';
import { located, Problem, Problems } from '../template/problem.ts';
import type { Environment, JsonObject, Resource } from '../template/resources.ts';
import type { Behaviour, Coding, Distribution, EdgeFunction, ErrorResponse, Origin } from './distribution.ts';
import { noPolicy, readHeadersPolicy } from './headers-policy.ts';
import { pathPattern } from './path-pattern.ts';

/** AWS's own cache policies for files, and the codings that they have answers compressed with. */
const managedCachePolicies: Readonly<Record<string, readonly Coding[]>> = {
  '658327ea-f89d-4fab-a63d-7e88639e58f6': ['br', 'gzip'], // CachingOptimized
  'b2884449-e4de-46a7-ac36-70bc7f1ddd6d': [], // CachingOptimizedForUncompressedObjects
  '4135ea2d-6df8-44a3-9df3-4b5a84be39ad': [], // CachingDisabled
};

/**
 * The distributions among the resources of a run, in front of its buckets.
 *
 * @throws AssemblyError naming all that cannot be run, each with its construct path
 */
export function readDistributions(resources: readonly Resource[], environment: Environment): Distribution[] {
  const problems = new Problems();
  const distributions = resources.flatMap((resource) => {
    const config = ownObject(resource.properties, 'DistributionConfig');
    if (resource.type !== 'AWS::CloudFront::Distribution' || textOf(config, 'Enabled') === 'false') return [];
    const reader = new Reader(config, resources);
    const read = () => located(resource.path, () => reader.distribution(resource, environment));
    return problems.attempt(read) ?? [];
  });
  problems.throwIfAny();
  return distributions;
}

/** Reads one distribution's configuration, with what it refers to. */
class Reader {
  readonly #config: JsonObject;
  readonly #resources: readonly Resource[];

  constructor(config: JsonObject, resources: readonly Resource[]) {
    this.#config = config;
    this.#resources = resources;
  }

  distribution({ ref, path, attributes }: Resource, { partition, accountId }: Environment): Distribution {
    const config = this.#config;
    const rootObject = textOf(config, 'DefaultRootObject');
    return {
      id: ref,
      arn: `arn:${partition}:cloudfront::${accountId}:distribution/${ref}`,
      path,
      hosts: [attributes.DomainName ?? '', ...textsOf(config, 'Aliases')],
      ...(rootObject !== undefined && rootObject !== '' && { rootObject }),
      behaviours: [
        ...objectsIn(config, 'CacheBehaviors').map((behaviour) => this.#behaviour(behaviour)),
        this.#behaviour(ownObject(config, 'DefaultCacheBehavior')),
      ],
      errorResponses: new Map(objectsIn(config, 'CustomErrorResponses').map(readErrorResponse)),
    };
  }

  #behaviour(behaviour: JsonObject): Behaviour {
    const method = textsOf(behaviour, 'AllowedMethods').find((each) => each !== 'GET' && each !== 'HEAD');
    if (method !== undefined) throw new Problem(`a local distribution forwards GET and HEAD alone, no ${method}`);
    const pattern = textOf(behaviour, 'PathPattern');
    const onRequest = this.#onRequest(behaviour);
    return {
      takes: pattern === undefined ? () => true : pathPattern(pattern),
      origin: this.#origin(textOf(behaviour, 'TargetOriginId')),
      codings: textOf(behaviour, 'Compress') === 'true' ? this.#codings(behaviour) : [],
      headers: this.#headers(behaviour),
      ...(onRequest && { onRequest }),
    };
  }

  #origin(id: string | undefined): Origin {
    const origin = objectsIn(this.#config, 'Origins').find((each) => textOf(each, 'Id') === id);
    if (origin === undefined) throw new Problem(`there is no origin ${id}`);
    const host = textOf(origin, 'DomainName');
    const bucket = this.#resources.find(
      ({ type, attributes }) =>
        type === 'AWS::S3::Bucket' && (attributes.RegionalDomainName === host || attributes.DomainName === host),
    );
    if (bucket === undefined) throw new Problem(`the origin ${host} is no bucket of this app`);
    const identity = textOf(ownObject(origin, 'S3OriginConfig'), 'OriginAccessIdentity') ?? '';
    if (identity !== '') throw new Problem('an origin access identity is not run locally: an origin access control is');
    const path = (textOf(origin, 'OriginPath') ?? '').replace(/^\//, '');
    const control = this.#referred('AWS::CloudFront::OriginAccessControl', textOf(origin, 'OriginAccessControlId'));
    const signing = textOf(ownObject(control?.properties ?? {}, 'OriginAccessControlConfig'), 'SigningBehavior');
    return {
      bucket: bucket.ref,
      prefix: path === '' ? '' : `${path}/`,
      isSigned: signing === 'always' || signing === 'no-override',
    };
  }

  /** CloudFront compresses what its cache policy lets it keep in more than one form. */
  #codings(behaviour: JsonObject): readonly Coding[] {
    const id = textOf(behaviour, 'CachePolicyId');
    const managed = managedCachePolicies[id ?? ''];
    if (managed) return managed;
    const policy = this.#referred('AWS::CloudFront::CachePolicy', id);
    if (policy === undefined) throw new Problem('a behaviour without a cache policy is not run locally');
    const config = ownObject(policy.properties, 'CachePolicyConfig');
    const forwarded = ownObject(config, 'ParametersInCacheKeyAndForwardedToOrigin');
    if (textOf(config, 'MaxTTL') === '0') return [];
    return [
      ...(textOf(forwarded, 'EnableAcceptEncodingBrotli') === 'true' ? (['br'] as const) : []),
      ...(textOf(forwarded, 'EnableAcceptEncodingGzip') === 'true' ? (['gzip'] as const) : []),
    ];
  }

  #headers(behaviour: JsonObject) {
    const policy = this.#referred(
      'AWS::CloudFront::ResponseHeadersPolicy',
      textOf(behaviour, 'ResponseHeadersPolicyId'),
    );
    return policy ? readHeadersPolicy(ownObject(policy.properties, 'ResponseHeadersPolicyConfig')) : noPolicy;
  }

  #onRequest(behaviour: JsonObject): EdgeFunction | undefined {
    const associations = objectsIn(behaviour, 'FunctionAssociations');
    const other = associations.find((each) => textOf(each, 'EventType') !== 'viewer-request');
    if (other) throw new Problem(`a function for ${textOf(other, 'EventType')} is not run locally`);
    const [association] = associations;
    if (association === undefined) return undefined;
    const { path, properties } = this.#referred('AWS::CloudFront::Function', textOf(association, 'FunctionARN')) ?? {};
    if (path === undefined || properties === undefined) throw new Problem('there is no such CloudFront function');
    return { path, code: textOf(properties, 'FunctionCode') ?? '' };
  }

  /** What an id stands for. @throws Problem for one that is not of this app */
  #referred(type: string, ref: string | undefined): Resource | undefined {
    if (ref === undefined || ref === '') return undefined;
    const found = this.#resources.find((resource) => resource.type === type && resource.ref === ref);
    if (found === undefined) throw new Problem(`${ref} is no ${type} of this app`);
    return found;
  }
}

function readErrorResponse(response: JsonObject): [number, ErrorResponse] {
  const code = Number(textOf(response, 'ErrorCode'));
  const page = textOf(response, 'ResponsePagePath');
  const status = Number(textOf(response, 'ResponseCode') ?? code);
  return [code, { status, ...(page !== undefined && page !== '' && { page }) }];
}

function objectsIn(properties: JsonObject, name: string): JsonObject[] {
  const value = properties[name];
  return Array.isArray(value) ? value.filter(isObject) : [];
}
