import { isObject, parseJson } from '../../../template/json.ts';
import type { Environment, JsonObject } from '../../../template/resources.ts';
import { awsJson10 } from '../../protocols.ts';
import type { Call, Service, ServiceRequest, ServiceResponse } from '../../service.ts';
import type { Answer } from './database.ts';
import { internalServerError, RefusedCall, serializationError, throttlingErrors, unknownOperation } from './errors.ts';
import { type Open, type OpenedOperation, operationsOn } from './operations.ts';
import { Store } from './store.ts';
import { streamOperationsOn } from './streams/stream-operations.ts';
import { Streams, startTrimming } from './streams/streams.ts';
import type { WantedTable } from './tables/table.ts';
import { Tables } from './tables/tables.ts';
import { startExpiring } from './tables/time-to-live.ts';

export interface DynamoDbOptions {
  readonly environment: Environment;
  /** The tables of the template, as `readTables` gives them. */
  readonly tables: readonly WantedTable[];
  /** Where the data is kept. @default in memory, gone with the process */
  readonly dataDirectory?: string;
  /** The time, in milliseconds since 1970. @default the machine's */
  readonly clock?: () => number;
}

/** DynamoDB, with DynamoDB Streams, as a service of the local endpoint. */
export interface DynamoDb extends Service {
  /** The table streams, for those who read them in this process. */
  readonly streams: Streams;
  /**
   * Follows a changed template: new tables are made, new indexes filled, items stay.
   * @throws TableKeyChanged when a table has another key now; then nothing is changed.
   */
  replaceTables(tables: readonly WantedTable[]): Promise<void>;
  /** Waits for the writes under way, then lets go of the data folder. */
  close(): Promise<void>;
}

/**
 * Opens DynamoDB with the template's tables: missing ones are made, kept ones brought up to date.
 *
 * @throws DataFolderInUse when another process has the data folder.
 * @throws TableKeyChanged when a kept table has another key than the template now.
 */
export async function openDynamoDb({
  environment,
  tables: wanted,
  dataDirectory,
  clock = Date.now,
}: DynamoDbOptions): Promise<DynamoDb> {
  const store = await Store.open(dataDirectory, clock);
  try {
    const tables = await Tables.in(store);
    const follow = (template: readonly WantedTable[]) => store.exclusively(() => tables.follow(template, clock()));
    await follow(wanted);
    const streams = new Streams(store, tables, environment);
    const database = { store, tables, streams, environment, clock };
    const operations = new Map([...operationsOn(database), ...streamOperationsOn(database)]);
    const stopExpiring = startExpiring(database);
    const stopTrimming = startTrimming(streams, clock);
    return {
      name: 'dynamodb',
      protocol: awsJson10,
      throttlingErrors,
      internalError: internalServerError,
      open: (request) => openCall(operations, request),
      streams,
      replaceTables: follow,
      close: async () => {
        await Promise.all([stopExpiring(), stopTrimming()]);
        await store.close();
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** @param operations by target: the API's version and the operation's name */
function openCall(operations: ReadonlyMap<string, Open>, request: ServiceRequest): Call {
  const target = request.headers['x-amz-target'] ?? '';
  const [, operation = ''] = target.split('.');
  const open = operations.get(target);
  if (!open) {
    throw unknownOperation(
      /Statement|ExecuteTransaction/.test(operation)
        ? `PartiQL (${operation}) is not supported locally`
        : `The operation ${operation || '(none)'} of DynamoDB is not supported locally`,
    );
  }
  const { authorizations, run } = open(readJson(request.body));
  return { operation, authorizations, run: () => respond(run, request.requestId) };
}

async function respond(run: OpenedOperation['run'], requestId: string): Promise<ServiceResponse> {
  try {
    return { status: 200, ...body(await run()) };
  } catch (error) {
    if (!(error instanceof RefusedCall)) throw error;
    return { ...awsJson10.errorResponse(error, requestId), units: error.units };
  }
}

const body = ({ output, meter }: Answer): Pick<ServiceResponse, 'body' | 'units'> => ({
  body: JSON.stringify(output),
  ...(meter && { units: { [meter.kind]: meter.total } }),
});

function readJson(text: Buffer): JsonObject {
  try {
    const value = parseJson(text.toString());
    if (isObject(value)) return value;
  } catch (error) {
    throw serializationError(error instanceof Error ? error.message : String(error));
  }
  throw serializationError('Start of structure expected');
}
