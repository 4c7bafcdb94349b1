import type { Environment } from '../../../../template/resources.ts';
import { type SecondaryIndex, STREAM_LABEL, streamArn, type Table, tableArn, tableId } from './table.ts';

type Status = 'ACTIVE' | 'CREATING' | 'UPDATING' | 'DELETING';

/**
 * A table as DescribeTable shows it. Item counts and sizes are 0: AWS brings them up to date every six hours or so, and
 * nothing may rely on them.
 */
export function describe(table: Table, environment: Environment, status: Status = 'ACTIVE'): object {
  const arn = tableArn(table.TableName, environment);
  const throughput = {
    NumberOfDecreasesToday: 0,
    ...(table.ProvisionedThroughput ?? { ReadCapacityUnits: 0, WriteCapacityUnits: 0 }),
  };
  const counts = { ItemCount: 0 };
  const shown = ({ IndexName, KeySchema, Projection }: SecondaryIndex) => ({
    IndexName,
    KeySchema,
    Projection,
    IndexArn: `${arn}/index/${IndexName}`,
    IndexSizeBytes: 0,
    ...counts,
  });
  const onDemand = table.BillingMode === 'PAY_PER_REQUEST';
  return {
    TableName: table.TableName,
    TableArn: arn,
    TableId: tableId(table.TableName),
    TableStatus: status,
    TableSizeBytes: 0,
    ...counts,
    CreationDateTime: table.CreationDateTime,
    KeySchema: table.KeySchema,
    AttributeDefinitions: table.AttributeDefinitions,
    ProvisionedThroughput: throughput,
    ...(onDemand && {
      BillingModeSummary: {
        BillingMode: 'PAY_PER_REQUEST',
        LastUpdateToPayPerRequestDateTime: table.CreationDateTime,
      },
    }),
    ...(table.LocalSecondaryIndexes?.length && { LocalSecondaryIndexes: table.LocalSecondaryIndexes.map(shown) }),
    ...(table.GlobalSecondaryIndexes?.length && {
      GlobalSecondaryIndexes: table.GlobalSecondaryIndexes.map((index) => ({
        ...shown(index),
        IndexStatus: 'ACTIVE',
        ProvisionedThroughput: throughput,
      })),
    }),
    ...(table.StreamSpecification?.StreamEnabled && {
      StreamSpecification: table.StreamSpecification,
      LatestStreamArn: streamArn(table.TableName, environment),
      LatestStreamLabel: STREAM_LABEL,
    }),
    ...(table.TableClass && { TableClassSummary: { TableClass: table.TableClass } }),
    DeletionProtectionEnabled: table.DeletionProtectionEnabled ?? false,
  };
}
