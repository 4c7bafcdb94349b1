import type { Environment, Resource } from '../template/resources.ts';

/** Where the resources of a run are on this machine: addresses without a slash at their end. */
export interface LocalPlaces {
  /** By the construct path of the API. */
  readonly apiUrl: (path: string) => string | undefined;
  readonly issuerUrl: (poolId: string) => string;
  /** By the construct path of the distribution. */
  readonly pageUrl: (path: string) => string | undefined;
  readonly awsEndpoint: string;
}

/** Puts the addresses of a run into texts in place of those that its resources would have on AWS. */
export class Addresses {
  /** Each address on AWS with the local one; the longest first, as one may begin another. */
  readonly #places: readonly (readonly [aws: string, local: string])[];

  constructor(resources: readonly Resource[], environment: Environment, places: LocalPlaces) {
    this.#places = resources
      .flatMap((resource) => addressesOf(resource, environment, places))
      .sort(([one], [other]) => other.length - one.length);
  }

  /** A text, such as a stack's output, with the local addresses in it. */
  inText(text: string): string {
    return replaced(text, this.#places);
  }

  /** A header's value, such as a content security policy, which names origins: those of the local addresses are in it. */
  inHeader(value: string): string {
    const origins = this.#places.map(([aws, local]) => [new URL(aws).origin, new URL(local).origin] as const);
    return replaced(value, origins);
  }
}

function replaced(text: string, pairs: readonly (readonly [string, string])[]): string {
  return pairs.reduce((result, [aws, local]) => result.replaceAll(aws, local), text);
}

function addressesOf(resource: Resource, { region, urlSuffix }: Environment, places: LocalPlaces): [string, string][] {
  const { type, path, ref, attributes, properties } = resource;
  const pair = (aws: string | undefined, local: string | undefined): [string, string][] =>
    aws === undefined || local === undefined ? [] : [[aws, local]];
  switch (type) {
    case 'AWS::ApiGatewayV2::Api':
      return pair(attributes.ApiEndpoint, places.apiUrl(path));
    case 'AWS::Cognito::UserPool':
      return pair(attributes.ProviderURL, places.issuerUrl(ref));
    case 'AWS::Cognito::UserPoolDomain':
      return pair(`https://${ref}.auth.${region}.amazoncognito.com`, places.issuerUrl(String(properties.UserPoolId)));
    case 'AWS::S3::Bucket':
      return pair(`https://${ref}.s3.${region}.${urlSuffix}`, `${places.awsEndpoint}/${ref}`);
    case 'AWS::CloudFront::Distribution':
      return pair(`https://${attributes.DomainName}`, places.pageUrl(path));
    default:
      return [];
  }
}
