import { resourceTypes as cloudFrontTypes } from './distribution/resource-types.ts';
import { resourceTypes as iamTypes } from './endpoint/resource-types.ts';
import { resourceTypes as dynamoDbTypes } from './endpoint/services/dynamodb/resource-types.ts';
import { resourceTypes as eventBridgeTypes } from './endpoint/services/events/resource-types.ts';
import { resourceTypes as s3Types } from './endpoint/services/s3/resource-types.ts';
import { resourceTypes as schedulerTypes } from './endpoint/services/scheduler/resource-types.ts';
import { resourceTypes as snsTypes } from './endpoint/services/sns/resource-types.ts';
import { resourceTypes as sqsTypes } from './endpoint/services/sqs/resource-types.ts';
import { resourceTypes as eventSourceTypes } from './functions/event-sources/resource-types.ts';
import { resourceTypes as lambdaTypes } from './functions/resource-types.ts';
import { resourceTypes as gatewayTypes } from './gateway/resource-types.ts';
import { resourceTypes as cognitoTypes } from './sign-in/resource-types.ts';
import { noEffectTypes } from './template/no-effect-types.ts';
import type { ResourceTypes } from './template/resources.ts';

/** All that the local run knows, by CloudFormation type. */
export const resourceTypes: ResourceTypes = {
  ...noEffectTypes,
  ...cloudFrontTypes,
  ...iamTypes,
  ...lambdaTypes,
  ...gatewayTypes,
  ...cognitoTypes,
  ...dynamoDbTypes,
  ...eventBridgeTypes,
  ...eventSourceTypes,
  ...s3Types,
  ...schedulerTypes,
  ...snsTypes,
  ...sqsTypes,
};
