import { ServiceError } from '../../../service.ts';
import { CapacityMeter, itemReadUnits } from '../capacity.ts';
import type { Answer, Database } from '../database.ts';
import type { TransactWriteItem, TransactWriteItemsRequest } from '../dynalite/request-types.ts';
import { RefusedCall, validationError } from '../errors.ts';
import type { Table } from '../tables/table.ts';
import { itemBytes } from './attribute-values.ts';
import { attempt, cancelled } from './cancellations.ts';
import { type Change, changeUnits, itemKey, meteredWrites } from './changes.ts';
import { isDone, tokenWrites } from './client-tokens.ts';
import { type ItemWrite, type JudgedWrite, judge, writtenKey } from './item-writes.ts';

/** What the items of a transaction may have together, in bytes: 4 MB. */
const MAX_TRANSACTION_BYTES = 4 * 1024 * 1024;

/** Each item of a transaction is paid for twice: it is prepared, then committed. */
const TRANSACTION_FACTOR = 2;

interface Part {
  readonly write: ItemWrite;
  readonly table: Table;
}

/**
 * Runs TransactWriteItems: judges all parts on the data as it is, and commits all that they change in one batch, or
 * nothing. Transactions run one after the other, so there is no TransactionConflict.
 *
 * @param digest of what the request asks for, when it has a client token
 */
export function transactWriteItems(
  { store, tables, clock }: Database,
  request: TransactWriteItemsRequest,
  digest: string,
): Promise<Answer> {
  const parts = request.TransactItems.map((item) => {
    const write = partWrite(item);
    return { write, table: tables.get(write.request.TableName) };
  });
  checkDistinct(parts);
  const token = request.ClientRequestToken;
  return store.exclusively(async () => {
    if (token !== undefined && isDone(store, token, digest, clock())) return replay(request, parts, store);
    const judged = parts.map(({ write, table }) => attempt(() => judge(store, table, write)));
    const changes = judged.flatMap((outcome) => ('change' in outcome ? [outcome.change] : []));
    if (changes.length < judged.length) {
      throw cancelled(judged, { write: judged.reduce((sum, outcome) => sum + judgedUnits(outcome), 0) });
    }
    checkSize(changes);
    const meter = new CapacityMeter('write');
    const writes = changes.flatMap((change) => meteredWrites(change, meter, TRANSACTION_FACTOR));
    await store.commit([...writes, ...(token === undefined ? [] : tokenWrites(store, token, digest, clock()))]);
    return { output: meter.ofTransaction(request.ReturnConsumedCapacity), meter };
  });
}

function partWrite({ Put, Update, Delete, ConditionCheck }: TransactWriteItem): ItemWrite {
  if (Put) return { action: 'Put', request: Put };
  if (Update) return { action: 'Update', request: Update };
  if (Delete) return { action: 'Delete', request: Delete };
  if (ConditionCheck) return { action: 'ConditionCheck', request: ConditionCheck };
  throw validationError('Invalid Request: TransactWriteRequest should contain Delete or Put or Update request');
}

/** A key that does not fit its table cancels the transaction later, with its reason; here it equals no other. */
function checkDistinct(parts: readonly Part[]): void {
  const keys = new Set<string>();
  for (const { write, table } of parts) {
    const key = attempt(() => ({ key: itemKey(table.TableName, writtenKey(write, table)) }));
    if (!('key' in key)) continue;
    if (keys.has(key.key)) {
      throw validationError('Transaction request cannot include multiple operations on one item');
    }
    keys.add(key.key);
  }
}

/** Also a cancelled transaction is paid for, each part whose condition was looked at. */
const judgedUnits = (outcome: JudgedWrite | ServiceError): number => {
  if (outcome instanceof RefusedCall) return (outcome.units.write ?? 0) * TRANSACTION_FACTOR;
  return outcome instanceof ServiceError ? 0 : changeUnits(outcome.change) * TRANSACTION_FACTOR;
};

function checkSize(changes: readonly Change[]): void {
  const bytes = changes.reduce((sum, { after }) => sum + (after ? itemBytes(after) : 0), 0);
  if (bytes > MAX_TRANSACTION_BYTES) {
    throw validationError('The aggregate size of the items in the transaction cannot exceed 4 MB');
  }
}

/** The same transaction again changes nothing, and costs the reading of its items. */
function replay(request: TransactWriteItemsRequest, parts: readonly Part[], store: Database['store']): Answer {
  const meter = new CapacityMeter('read');
  for (const { write, table } of parts) {
    const item = store.item(itemKey(table.TableName, writtenKey(write, table)));
    meter.add(table.TableName, itemReadUnits(item, 'transactional'));
  }
  return { output: meter.ofTransaction(request.ReturnConsumedCapacity), meter };
}
