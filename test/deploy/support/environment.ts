/**
 * What clients of AWS read from their environment, so that they ask the stand-in, as its root, and nothing else.
 *
 * @param endpoint where the stand-in is
 */
export function awsEnvironment(endpoint: string): Readonly<Record<string, string>> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_ACCESS_KEY_ID: 'root',
    AWS_SECRET_ACCESS_KEY: 'root',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_EC2_METADATA_DISABLED: 'true',
  };
}
