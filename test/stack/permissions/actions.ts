/** Every action of DynamoDB that a policy can allow. */
const dynamodb = `
  AssociateTableReplica BatchGetItem BatchWriteItem ConditionCheckItem CreateBackup CreateGlobalTable CreateTable
  CreateTableReplica DeleteBackup DeleteItem DeleteResourcePolicy DeleteTable DeleteTableReplica DescribeBackup
  DescribeContinuousBackups DescribeContributorInsights DescribeEndpoints DescribeExport DescribeGlobalTable
  DescribeGlobalTableSettings DescribeImport DescribeKinesisStreamingDestination DescribeLimits
  DescribeReservedCapacity DescribeReservedCapacityOfferings DescribeStream DescribeTable
  DescribeTableReplicaAutoScaling DescribeTimeToLive DisableKinesisStreamingDestination
  EnableKinesisStreamingDestination ExportTableToPointInTime GetAbacStatus GetItem GetRecords GetResourcePolicy
  GetShardIterator ImportTable InjectError ListBackups ListContributorInsights ListExports ListGlobalTables ListImports
  ListStreams ListTables ListTagsOfResource PartiQLDelete PartiQLInsert PartiQLSelect PartiQLUpdate
  PurchaseReservedCapacityOfferings PutItem PutResourcePolicy Query ReadDataForReplication ReplicateSettings
  RestoreTableFromAwsBackup RestoreTableFromBackup RestoreTableToPointInTime Scan StartAwsBackupJob TagResource
  UntagResource UpdateAbacStatus UpdateContinuousBackups UpdateContributorInsights UpdateGlobalTable
  UpdateGlobalTableSettings UpdateGlobalTableVersion UpdateItem UpdateKinesisStreamingDestination UpdateTable
  UpdateTableReplicaAutoScaling UpdateTimeToLive WriteDataForReplication
`;

const sns = `
  AddPermission ConfirmSubscription CreateTopic DeleteTopic GetDataProtectionPolicy GetSubscriptionAttributes
  GetTopicAttributes ListSubscriptions ListSubscriptionsByTopic ListTagsForResource ListTopics Publish
  PutDataProtectionPolicy RemovePermission SetSubscriptionAttributes SetTopicAttributes Subscribe TagResource Unsubscribe
  UntagResource
`;

const sqs = `
  AddPermission CancelMessageMoveTask ChangeMessageVisibility CreateQueue DeleteMessage DeleteQueue GetQueueAttributes
  GetQueueUrl ListDeadLetterSourceQueues ListMessageMoveTasks ListQueueTags ListQueues PurgeQueue ReceiveMessage
  RemovePermission SendMessage SetQueueAttributes StartMessageMoveTask TagQueue UntagQueue
`;

/** Of S3's many, those that read, write or open up what is in a bucket. */
const s3 = `
  AbortMultipartUpload BypassGovernanceRetention CreateBucket DeleteBucket DeleteBucketPolicy DeleteObject
  DeleteObjectTagging DeleteObjectVersion GetBucketAcl GetBucketLocation GetBucketNotification GetBucketPolicy
  GetBucketPublicAccessBlock GetBucketVersioning GetEncryptionConfiguration GetLifecycleConfiguration GetObject
  GetObjectAcl GetObjectAttributes GetObjectTagging GetObjectVersion ListAllMyBuckets ListBucket
  ListBucketMultipartUploads ListBucketVersions ListMultipartUploadParts ObjectOwnerOverrideToBucketOwner PutBucketAcl
  PutBucketCORS PutBucketNotification PutBucketOwnershipControls PutBucketPolicy PutBucketPublicAccessBlock
  PutBucketVersioning PutEncryptionConfiguration PutLifecycleConfiguration PutObject PutObjectAcl PutObjectRetention
  PutObjectTagging PutReplicationConfiguration ReplicateObject RestoreObject
`;

const lambda = `
  AddPermission CreateAlias CreateEventSourceMapping CreateFunction CreateFunctionUrlConfig DeleteAlias
  DeleteEventSourceMapping DeleteFunction DeleteFunctionConcurrency DeleteFunctionEventInvokeConfig GetAlias
  GetEventSourceMapping GetFunction GetFunctionConfiguration GetFunctionEventInvokeConfig GetPolicy InvokeAsync
  InvokeFunction InvokeFunctionUrl ListAliases ListEventSourceMappings ListFunctions ListTags ListVersionsByFunction
  PublishVersion PutFunctionConcurrency PutFunctionEventInvokeConfig PutProvisionedConcurrencyConfig
  PutRuntimeManagementConfig RemovePermission TagResource UntagResource UpdateAlias UpdateEventSourceMapping
  UpdateFunctionCode UpdateFunctionConfiguration UpdateFunctionEventInvokeConfig
`;

const events = `
  CreateArchive CreateConnection CreateEventBus DeleteEventBus DeleteRule DescribeEventBus DescribeRule DisableRule
  EnableRule ListRuleNamesByTarget ListRules ListTargetsByRule PutEvents PutPermission PutRule PutTargets
  RemovePermission RemoveTargets StartReplay TagResource UntagResource
`;

const scheduler = `
  CreateSchedule CreateScheduleGroup DeleteSchedule DeleteScheduleGroup GetSchedule ListSchedules TagResource
  UntagResource UpdateSchedule
`;

/** What makes more of a role than it is. */
const iam = `
  AttachRolePolicy CreatePolicyVersion CreateRole DeleteRole DeleteRolePolicy GetRole PassRole PutRolePolicy TagRole
  UpdateAssumeRolePolicy
`;
const sts = 'AssumeRole GetCallerIdentity';

/**
 * Actions that a policy can allow, by service as IAM names it.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const actions = Object.entries({ dynamodb, sns, sqs, s3, lambda, events, scheduler, iam, sts }).map(
  ([service, names]) => ({ service, names: names.trim().split(/\s+/) }),
);

/** Those of DynamoDB that work on items, and are judged by their partition keys. */
export const onItems: ReadonlySet<string> = new Set([
  'BatchGetItem',
  'BatchWriteItem',
  'ConditionCheckItem',
  'DeleteItem',
  'GetItem',
  'PartiQLDelete',
  'PartiQLInsert',
  'PartiQLSelect',
  'PartiQLUpdate',
  'PutItem',
  'Query',
  'Scan',
  'UpdateItem',
]);
