import validations from 'dynalite/validations/index.js';
import { ServiceError } from '../../../service.ts';
import { checkItem, checkKey, deleteOnto, encodedKey, putOnto, updateOnto, type Written } from '../dynalite/actions.ts';
import { arrangedUpdate } from '../dynalite/arranged-update.ts';
import type { DeleteItemRequest, PutItemRequest, UpdateItemRequest } from '../dynalite/request-types.ts';
import { RefusedCall, validationError } from '../errors.ts';
import type { Store } from '../store.ts';
import { checkIndexKeys, writeUnits } from '../tables/secondary-indexes.ts';
import type { Table } from '../tables/table.ts';
import { type Item, itemBytes, MAX_ITEM_BYTES } from './attribute-values.ts';
import { type Change, itemKey } from './changes.ts';
import { holds } from './conditions.ts';

/** A write of one item, alone or as a part of a transaction. */
export type ItemWrite =
  | { readonly action: 'Put'; readonly request: PutItemRequest }
  | { readonly action: 'Update'; readonly request: UpdateItemRequest }
  | { readonly action: 'Delete' | 'ConditionCheck'; readonly request: DeleteItemRequest };

/** What a write that is allowed will change, and what its answer shows of the item. */
export interface JudgedWrite {
  readonly change: Change;
  readonly returned?: Item;
}

/** The encoded key of the item that a write is about. @throws ServiceError when the key does not fit the table. */
export function writtenKey(write: ItemWrite, table: Table): string {
  if (write.action === 'Put') {
    checkItem(write.request.Item, table);
    return encodedKey(write.request.Item, table);
  }
  checkKey(write.request.Key, table);
  return encodedKey(write.request.Key, table);
}

/**
 * Decides what a write does to the item as it is now; nothing is changed yet.
 * @throws ServiceError when the write is invalid, RefusedCall when its condition does not hold.
 */
export function judge(store: Store, table: Table, write: ItemWrite): JudgedWrite {
  const key = writtenKey(write, table);
  const before = store.item(itemKey(table.TableName, key));
  const checked = () => {
    checkCondition(write, before);
    return before;
  };
  const { after, returned } = withRefusal(write, before, () => apply(table, write, before, checked));
  if (after) checkResult(table, write, before, after);
  return {
    change: { table, key, ...(before && { before }), ...(after && { after }) },
    ...(returned && { returned }),
  };
}

function apply(table: Table, write: ItemWrite, before: Item | undefined, checked: () => Item | undefined): Written {
  switch (write.action) {
    case 'Put':
      return putOnto(table, unconditional(write.request), checked);
    case 'Update': {
      const { _updates, ...request } = unconditional(write.request);
      const arranged = _updates && { _updates: arrangedUpdate(_updates, before) };
      // A key of its own: dynalite makes the new item of it.
      return updateOnto(table, { ...request, ...arranged, Key: { ...request.Key } }, checked);
    }
    case 'Delete':
      return deleteOnto(table, unconditional(write.request), checked);
    case 'ConditionCheck': {
      const item = checked();
      return item ? { after: item } : {};
    }
  }
}

/** A request whose condition expression is checked here and not by dynalite. */
function unconditional<Request extends ItemWrite['request']>(request: Request): Omit<Request, '_condition'> {
  const { _condition, ...rest } = request;
  return rest;
}

function checkCondition({ request }: ItemWrite, before: Item | undefined): void {
  if (request._condition && !holds(request._condition.expression, before ?? {})) throw refusal(request, before);
}

/** Also the conditions of the old API, which dynalite checks, refuse with the item when it is asked for. */
function withRefusal(write: ItemWrite, before: Item | undefined, judged: () => Written): Written {
  try {
    return judged();
  } catch (error) {
    const failed = error instanceof ServiceError && error.code.endsWith('#ConditionalCheckFailedException');
    throw failed ? refusal(write.request, before) : error;
  }
}

const refusal = (request: ItemWrite['request'], before: Item | undefined): RefusedCall =>
  new RefusedCall(
    'ConditionalCheckFailedException',
    'The conditional request failed',
    { write: writeUnits(before) },
    request.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before ? { Item: before } : {},
  );

function checkResult(table: Table, { action }: ItemWrite, before: Item | undefined, after: Item): void {
  if (action === 'Update') {
    if (itemBytes(after) > MAX_ITEM_BYTES) {
      throw validationError('Item size to update has exceeded the maximum allowed size');
    }
    for (const value of Object.values(after)) {
      const message = validations.validateAttributeValue(value);
      if (message) throw validationError(message);
    }
  }
  if (action !== 'ConditionCheck') checkIndexKeys(table, before, after, action === 'Update');
}
