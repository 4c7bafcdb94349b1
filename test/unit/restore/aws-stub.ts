import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A table, as far as restoring it is about. */
export interface StubTable {
  TableName: string;
  TableArn: string;
  TableStatus: 'ACTIVE' | 'CREATING' | 'UPDATING';
  KeySchema: object[];
  GlobalSecondaryIndexes: object[];
  BillingModeSummary: { BillingMode: string };
  DeletionProtectionEnabled: boolean;
  StreamSpecification?: { StreamEnabled: boolean; StreamViewType: string };
  LatestStreamArn?: string;
  RestoreSummary?: { SourceTableArn: string; RestoreDateTime: number };
  timeToLive?: string;
  backups: boolean;
}

type Input = Record<string, unknown> & { TableName: string };

const answers = (tables: Map<string, StubTable>, window: readonly [number, number]) => {
  const table = ({ TableName }: Input): StubTable => {
    const found = tables.get(TableName);
    if (found === undefined) throw new Error('ResourceNotFoundException');
    // What is being changed is done when it is looked at: whoever does not look is refused the next change.
    found.TableStatus = 'ACTIVE';
    return found;
  };
  const change = (input: Input, members: Partial<StubTable>) => {
    const found = tables.get(input.TableName);
    if (found === undefined) throw new Error('ResourceNotFoundException');
    if (found.TableStatus !== 'ACTIVE') throw new Error('ResourceInUseException');
    Object.assign(found, members);
    return {};
  };
  const handlers: Record<string, (input: Input) => object> = {
    DescribeTable: (input) => ({ Table: table(input) }),
    DescribeTimeToLive: (input) => {
      const { timeToLive } = tables.get(input.TableName) ?? {};
      const status = { TimeToLiveStatus: timeToLive === undefined ? 'DISABLED' : 'ENABLED', AttributeName: timeToLive };
      return { TimeToLiveDescription: status };
    },
    DescribeContinuousBackups: (input) => {
      const on = tables.get(input.TableName)?.backups;
      const [EarliestRestorableDateTime, LatestRestorableDateTime] = window;
      const PointInTimeRecoveryDescription = on
        ? { PointInTimeRecoveryStatus: 'ENABLED', EarliestRestorableDateTime, LatestRestorableDateTime }
        : { PointInTimeRecoveryStatus: 'DISABLED' };
      return { ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED', PointInTimeRecoveryDescription } };
    },
    RestoreTableToPointInTime: ({ SourceTableArn, TargetTableName, RestoreDateTime }) => {
      const source = [...tables.values()].find(({ TableArn }) => TableArn === SourceTableArn);
      if (source === undefined) throw new Error('TableNotFoundException');
      const TableName = String(TargetTableName);
      if (tables.has(TableName)) throw new Error('TableAlreadyExistsException');
      const { StreamSpecification: _, LatestStreamArn: __, timeToLive: ___, ...kept } = source;
      tables.set(TableName, {
        ...kept,
        TableName,
        TableArn: source.TableArn.replace(source.TableName, TableName),
        TableStatus: 'CREATING',
        DeletionProtectionEnabled: false,
        backups: false,
        RestoreSummary: { SourceTableArn: source.TableArn, RestoreDateTime: Number(RestoreDateTime) },
      });
      return {};
    },
    UpdateTable: (input) => {
      const { StreamSpecification, DeletionProtectionEnabled } = input;
      if (StreamSpecification && DeletionProtectionEnabled !== undefined) throw new Error('ValidationException');
      const members = StreamSpecification
        ? { StreamSpecification, LatestStreamArn: `${tables.get(input.TableName)?.TableArn}/stream/now` }
        : { DeletionProtectionEnabled };
      return change(input, { ...JSON.parse(JSON.stringify(members)), TableStatus: 'UPDATING' });
    },
    UpdateTimeToLive: (input) => change(input, { timeToLive: Object(input.TimeToLiveSpecification).AttributeName }),
    UpdateContinuousBackups: (input) => change(input, { backups: true }),
  };
  return handlers;
};

/** What stands in for AWS where only AWS restores tables: what its documentation says that a restore leaves out, it does. */
export async function startStub(
  tables: Map<string, StubTable>,
  { window, retained }: { window: readonly [number, number]; retained: boolean },
) {
  const handlers = answers(tables, window);
  const asked: string[] = [];
  const resources = [...tables.keys()]
    .slice(0, 1)
    .map(
      (name) =>
        `<member><ResourceType>AWS::DynamoDB::GlobalTable</ResourceType><LogicalResourceId>Table1</LogicalResourceId><PhysicalResourceId>${name}</PhysicalResourceId></member>`,
    );
  const template = JSON.stringify({ Resources: { Table1: retained ? { DeletionPolicy: 'Retain' } : {} } });
  const stacks: Record<string, string> = {
    ListStackResources: `<StackResourceSummaries>${resources.join('')}</StackResourceSummaries>`,
    GetTemplate: `<TemplateBody>${template.replaceAll('"', '&quot;')}</TemplateBody>`,
  };
  const server = createServer(async (request, response) => {
    const body = await textOf(request);
    const operation = String(request.headers['x-amz-target'] ?? new URLSearchParams(body).get('Action')).replace(
      /.*\./,
      '',
    );
    asked.push(operation);
    const result = stacks[operation];
    if (result !== undefined) {
      const name = `${operation}Re`;
      response.end(`<${name}sponse><${name}sult>${result}</${name}sult></${name}sponse>`);
      return;
    }
    try {
      response.end(JSON.stringify(handlers[operation]?.(JSON.parse(body)) ?? {}));
    } catch (error) {
      response.statusCode = 400;
      response.end(JSON.stringify({ __type: error instanceof Error ? error.message : 'InternalFailure' }));
    }
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return { url: addressOf(server.address()), asked, close: () => server.close() };
}

function addressOf(address: AddressInfo | string | null): string {
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
