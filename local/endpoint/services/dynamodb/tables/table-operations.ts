import type { Answer, Database } from '../database.ts';
import type { ListTablesRequest, TableRequest, UpdateTimeToLiveRequest } from '../dynalite/request-types.ts';
import { validationError } from '../errors.ts';
import type { SecondaryIndex, TableDefinition, WantedTable } from './table.ts';
import { describe } from './table-descriptions.ts';

/** The table that a definition makes. */
export function definedTable(definition: TableDefinition, madeBy: WantedTable['madeBy']): WantedTable {
  const { LocalSecondaryIndexes, GlobalSecondaryIndexes, ...rest } = definition;
  return {
    ...rest,
    // What an index has besides (its throughput) is no part of what it holds.
    LocalSecondaryIndexes: (LocalSecondaryIndexes ?? []).map(indexOf),
    GlobalSecondaryIndexes: (GlobalSecondaryIndexes ?? []).map(indexOf),
    madeBy,
  };
}

const indexOf = ({ IndexName, KeySchema, Projection }: SecondaryIndex): SecondaryIndex => ({
  IndexName,
  KeySchema,
  Projection,
});

/** Makes a table for a client. It is there at once; only this answer says that it is being made. */
export function createTable(
  { store, tables, environment, clock }: Database,
  definition: TableDefinition,
): Promise<Answer> {
  return store.exclusively(async () => {
    const table = await tables.add(definedTable(definition, 'client'), clock());
    return { output: { TableDescription: describe(table, environment, 'CREATING') } };
  });
}

export function deleteTable({ store, tables, environment }: Database, { TableName }: TableRequest): Promise<Answer> {
  return store.exclusively(async () => {
    const table = tables.described(TableName);
    if (table.DeletionProtectionEnabled) {
      throw validationError(
        'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
      );
    }
    await tables.remove(TableName);
    return { output: { TableDescription: describe(table, environment, 'DELETING') } };
  });
}

export async function describeTable({ tables, environment }: Database, { TableName }: TableRequest): Promise<Answer> {
  return { output: { Table: describe(tables.described(TableName), environment) } };
}

export async function listTables({ tables }: Database, request: ListTablesRequest): Promise<Answer> {
  const { ExclusiveStartTableName: start, Limit = 100 } = request;
  const all = tables.all.map(({ TableName }) => TableName).sort();
  const names = all.filter((name) => start === undefined || name > start);
  const page = names.slice(0, Limit);
  const last = page.at(-1);
  return { output: { TableNames: page, ...(names.length > Limit && last && { LastEvaluatedTableName: last }) } };
}

export async function describeTimeToLive({ tables }: Database, { TableName }: TableRequest): Promise<Answer> {
  const { timeToLive } = tables.described(TableName);
  const on = timeToLive !== undefined;
  const TimeToLiveDescription = on
    ? { TimeToLiveStatus: 'ENABLED', AttributeName: timeToLive }
    : { TimeToLiveStatus: 'DISABLED' };
  return { output: { TimeToLiveDescription } };
}

export function updateTimeToLive({ store, tables }: Database, request: UpdateTimeToLiveRequest): Promise<Answer> {
  const { AttributeName, Enabled } = request.TimeToLiveSpecification;
  return store.exclusively(async () => {
    const { timeToLive, ...table } = tables.described(request.TableName);
    const on = timeToLive !== undefined;
    if (Enabled && on) throw validationError('TimeToLive is already enabled');
    if (!Enabled && !on) throw validationError('TimeToLive is already disabled');
    if (!Enabled && timeToLive !== AttributeName) {
      throw validationError(
        `TimeToLive is active on a different AttributeName: current AttributeName is ${timeToLive}`,
      );
    }
    await tables.change({ ...table, ...(Enabled && { timeToLive: AttributeName }) });
    return { output: { TimeToLiveSpecification: { AttributeName, Enabled } } };
  });
}

/** There are no backups locally; the setting is told as the template has it. */
export async function describeContinuousBackups({ tables }: Database, { TableName }: TableRequest): Promise<Answer> {
  const PointInTimeRecoveryStatus = tables.described(TableName).pointInTimeRecovery ? 'ENABLED' : 'DISABLED';
  return {
    output: {
      ContinuousBackupsDescription: {
        ContinuousBackupsStatus: 'ENABLED',
        PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
      },
    },
  };
}
