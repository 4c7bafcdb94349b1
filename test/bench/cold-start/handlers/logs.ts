/** The logger alone. */
import { Logger } from '@aws-lambda-powertools/logger';

const logger = new Logger();

export const handler = async () => {
  logger.info('request', { operation: 'RequestRide', status: 201 });
  return { statusCode: 201 };
};
