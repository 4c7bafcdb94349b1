import {
  type CloudFormationClient,
  GetTemplateCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  type DynamoDBClient,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';

/** The table of a stack: its name, and what the stack's template calls it. */
export interface StackTable {
  readonly name: string;
  readonly logicalId: string;
  /** Whether it stays when it leaves the stack. */
  readonly isRetained: boolean;
}

interface RetainingTemplate {
  readonly Resources?: Readonly<Record<string, { readonly DeletionPolicy?: string }>>;
}

/** A table as it is set up. */
export interface TableSetup {
  readonly description: TableDescription;
  /** The attribute with the time at which an item expires; none where items do not. */
  readonly timeToLive: string | undefined;
  /** The times that the table can be restored to; none where it keeps no such backups. */
  readonly restorable: { readonly from: Date; readonly to: Date } | undefined;
}

/**
 * Finds the one table of a deployed stack.
 *
 * @throws Error where the stack has none: it is on a restored one already, which was not imported yet
 */
export async function tableOfStack(client: CloudFormationClient, stack: string): Promise<StackTable> {
  for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client }, { StackName: stack })) {
    for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of StackResourceSummaries) {
      if (ResourceType !== 'AWS::DynamoDB::GlobalTable') continue;
      if (LogicalResourceId === undefined || PhysicalResourceId === undefined) continue;
      const { TemplateBody = '{}' } = await client.send(new GetTemplateCommand({ StackName: stack }));
      const { Resources = {} }: RetainingTemplate = JSON.parse(TemplateBody);
      const policy = Resources[LogicalResourceId]?.DeletionPolicy;
      return { name: PhysicalResourceId, logicalId: LogicalResourceId, isRetained: policy === 'Retain' };
    }
  }
  throw new Error(`The stack ${stack} has no table of its own. A restored one may still have to be imported.`);
}

/** How a table is set up. @throws ResourceNotFoundException where there is none */
export async function setupOf(client: DynamoDBClient, TableName: string): Promise<TableSetup> {
  const [{ Table: description = {} }, { TimeToLiveDescription: expiry }, { ContinuousBackupsDescription: backups }] =
    await Promise.all([
      client.send(new DescribeTableCommand({ TableName })),
      client.send(new DescribeTimeToLiveCommand({ TableName })),
      client.send(new DescribeContinuousBackupsCommand({ TableName })),
    ]);
  const {
    PointInTimeRecoveryStatus,
    EarliestRestorableDateTime: from,
    LatestRestorableDateTime: to,
  } = backups?.PointInTimeRecoveryDescription ?? {};
  const isOn = expiry?.TimeToLiveStatus === 'ENABLED' || expiry?.TimeToLiveStatus === 'ENABLING';
  return {
    description,
    timeToLive: isOn ? expiry?.AttributeName : undefined,
    restorable: PointInTimeRecoveryStatus === 'ENABLED' && from && to ? { from, to } : undefined,
  };
}
