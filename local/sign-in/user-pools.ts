import type { Resource } from '../template/resources.ts';

/** A user pool of the template, as far as tokens need it. */
export interface UserPool {
  /** `us-east-1_` and nine letters or digits. */
  readonly id: string;
  /** The issuer that the template names in its authorizers: the pool's URL on AWS. */
  readonly issuer: string;
  /** The ids of its app clients, in the template's order. */
  readonly clients: readonly string[];
}

/** The user pools among the resources of a run. */
export function readUserPools(resources: readonly Resource[]): UserPool[] {
  return resources
    .filter(({ type }) => type === 'AWS::Cognito::UserPool')
    .map(({ ref, attributes }) => ({
      id: ref,
      issuer: attributes.ProviderURL ?? '',
      clients: resources
        .filter(({ type, properties }) => type === 'AWS::Cognito::UserPoolClient' && properties.UserPoolId === ref)
        .map((client) => client.ref),
    }));
}
