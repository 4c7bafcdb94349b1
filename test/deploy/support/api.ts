import { ApiGatewayV2Client, type Cors, UpdateApiCommand } from '@aws-sdk/client-apigatewayv2';
import { outputsOf, templateResources } from './stacks.ts';

/** What a client of a deployed stage needs to know, as the end-to-end tests read it from their environment. */
export interface ApiEnvironment extends Readonly<Record<string, string>> {
  readonly API_URL: string;
  readonly USER_POOL_ID: string;
  readonly CLIENT_ID: string;
  readonly RIDE_TOPIC_ARN: string;
}

/** Where the API of a stack is reached on the stand-in, which has no names for it, and who vouches for tokens. */
export async function apiOf(stackName: string): Promise<ApiEnvironment> {
  const { ApiUrl = '', UserPoolId = '', ClientId = '', RideTopicArn = '' } = await outputsOf(stackName);
  return {
    API_URL: `${process.env.AWS_ENDPOINT_URL}/_aws/execute-api/${apiIdIn(ApiUrl)}/$default`,
    USER_POOL_ID: UserPoolId,
    CLIENT_ID: ClientId,
    RIDE_TOPIC_ARN: RideTopicArn,
  };
}

/**
 * Sets what the template says of other origins' pages: the stand-in takes it from `UpdateApi` alone, and leaves it out
 * where CloudFormation makes an API.
 */
export async function repairCors(stackName: string): Promise<void> {
  const resources = Object.values(await templateResources(stackName));
  const api: { Properties?: { CorsConfiguration?: Cors } } | undefined = resources.find(
    ({ Type }) => Type === 'AWS::ApiGatewayV2::Api',
  );
  const { ApiUrl = '' } = await outputsOf(stackName);
  const CorsConfiguration = api?.Properties?.CorsConfiguration;
  if (CorsConfiguration === undefined) throw new Error(`The API of ${stackName} says nothing of other origins.`);
  await new ApiGatewayV2Client({}).send(new UpdateApiCommand({ ApiId: apiIdIn(ApiUrl), CorsConfiguration }));
}

const apiIdIn = (url: string): string => new URL(url).hostname.split('.')[0] ?? '';
