import { fromEnv } from '@aws-sdk/credential-provider-env';

/**
 * Where a function's credentials come from: Lambda hands the role's to it in the environment
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). The SDK's own chain goes on to files, SSO,
 * STS, processes and metadata services; here a missing environment is a `CredentialsProviderError` that says so.
 */
export const defaultProvider = fromEnv;
