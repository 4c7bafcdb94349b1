import type { ConditionContext } from '../../service.ts';
import type {
  Operand,
  ParsedCondition,
  ParsedProjection,
  ParsedUpdate,
  QueryRequest,
  ReturnConsumedCapacity,
} from './dynalite/request-types.ts';
import type { Item } from './items/attribute-values.ts';

/** The members of any request that name attributes. */
export interface Touching {
  readonly Item?: Item;
  readonly Key?: Item;
  readonly Keys?: readonly Item[];
  readonly KeyConditions?: Readonly<Record<string, unknown>>;
  readonly Expected?: Readonly<Record<string, unknown>>;
  readonly AttributeUpdates?: Readonly<Record<string, unknown>>;
  readonly QueryFilter?: Readonly<Record<string, unknown>>;
  readonly ScanFilter?: Readonly<Record<string, unknown>>;
  readonly AttributesToGet?: readonly string[];
  readonly _condition?: ParsedCondition;
  readonly _filter?: ParsedCondition;
  readonly _projection?: ParsedProjection;
  readonly _updates?: ParsedUpdate;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

/** The top-level attributes that requests name: what policies see as `dynamodb:Attributes`. */
export function attributesNamed(requests: readonly Touching[]): string[] {
  return [...new Set(requests.flatMap(namesIn))];
}

function namesIn(request: Touching): string[] {
  const maps = [
    request.Item,
    request.Key,
    ...(request.Keys ?? []),
    request.KeyConditions,
    request.Expected,
    request.AttributeUpdates,
    request.QueryFilter,
    request.ScanFilter,
    request._condition?.pathHeads,
    request._filter?.pathHeads,
  ];
  return [
    ...maps.flatMap((map) => Object.keys(map ?? {})),
    ...(request.AttributesToGet ?? []),
    ...(request._projection?.paths ?? []).map(([name]) => String(name)),
    ...(request._updates?.sections ?? []).flatMap(({ path, val }) => [String(path[0]), ...namesInOperand(val)]),
  ];
}

function namesInOperand(operand: Operand | undefined): string[] {
  if (!operand) return [];
  if ('args' in operand) return operand.args.flatMap(namesInOperand);
  return Array.isArray(operand) ? [String(operand[0])] : [];
}

/**
 * What a read returns, as `dynamodb:Select` has it, also where the request leaves it to DynamoDB: else a policy that
 * allows only some attributes would let through a request that names none and gets all.
 */
export function selectOf(request: Touching & Pick<Partial<QueryRequest>, 'Select' | 'IndexName'>): ConditionContext {
  const named = request._projection || request.AttributesToGet;
  const all = request.IndexName === undefined ? 'ALL_ATTRIBUTES' : 'ALL_PROJECTED_ATTRIBUTES';
  return { 'dynamodb:Select': [request.Select ?? (named ? 'SPECIFIC_ATTRIBUTES' : all)] };
}
