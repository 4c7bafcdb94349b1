/**
 * List prices in us-east-1, in dollars, as of 21 November 2026; free tiers and the discounts of large volumes are left
 * out.
 *
 * https://aws.amazon.com/api-gateway/pricing/ https://aws.amazon.com/lambda/pricing/
 * https://aws.amazon.com/dynamodb/pricing/on-demand/ https://aws.amazon.com/cloudwatch/pricing/
 * https://aws.amazon.com/sns/pricing/ https://aws.amazon.com/s3/pricing/ https://aws.amazon.com/eventbridge/pricing/
 *
 * Without a price: reading a table's stream for a function, the events of S3, a queue in which nothing is.
 */
export const prices = {
  date: '2026-11-21',
  region: 'us-east-1',
  /** An HTTP API's request, of up to 512 KB. */
  apiRequest: 1 / 1e6,
  lambdaRequest: 0.2 / 1e6,
  /** Of a function on arm64. */
  lambdaGigabyteSecond: 0.0000133334,
  /** On demand, of the standard table class. */
  readUnit: 0.125 / 1e6,
  writeUnit: 0.625 / 1e6,
  /** A month, table and indexes. */
  storedGigabyte: 0.25,
  /** A month, the table alone: point-in-time recovery. */
  recoverableGigabyte: 0.2,
  loggedGigabyte: 0.5,
  /** A month. One that is sent in some hours only is charged by the hour. */
  metric: 0.3,
  /** A month, for each metric that it looks at. */
  alarm: 0.1,
  /** A month, after an account's first three. */
  dashboard: 3,
  /** A message to a standard topic, of up to 64 KB. */
  published: 0.5 / 1e6,
  /** To one address. */
  mailed: 2 / 1e5,
  /** A call by EventBridge Scheduler. */
  scheduled: 1 / 1e6,
  /** A PUT, or a part of an upload, of S3. */
  fileWrite: 0.005 / 1e3,
  /** A month, of S3's standard class. */
  fileGigabyte: 0.023,
} as const;
