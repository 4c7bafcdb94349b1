/**
 * The parts of dynalite (4.0.0, pinned: these are its insides) that are used here: it knows how DynamoDB words and
 * orders its checks, parses expressions, and encodes keys so that they sort as DynamoDB sorts them. It has no types.
 */

declare namespace dynalite {
  type AttributeValue = import('../items/attribute-values.ts').AttributeValue;
  type Item = import('../items/attribute-values.ts').Item;
  type JsonObject = import('../../../../template/resources.ts').JsonObject;
  type KeyElement = import('../tables/table.ts').KeyElement;
  type LegacyCondition = import('./request-types.ts').LegacyCondition;
  type Path = import('./request-types.ts').Path;
  type Table = import('../tables/table.ts').Table;

  /** A refusal in DynamoDB's words. */
  interface Fault extends Error {
    readonly statusCode: number;
    readonly body: { readonly __type: string; readonly message?: string; readonly Message?: string };
  }

  type Answer<Value = void> = (fault?: Fault | null, value?: Value) => void;

  /** Where an action reads and writes the items of one table, or the entries of one index. */
  interface Records {
    lock(key: string, critical: (release: <Done>(done: Done) => Done) => void): void;
    get(key: string, answer: Answer<Item>): void;
    put(key: string, item: Item, answer: Answer): void;
    del(key: string, answer: Answer): void;
    createValueStream(range: Range): import('node:events').EventEmitter;
  }

  interface Store {
    readonly options: { readonly maxItemSize: number };
    getTable(name: string, answer: Answer<Table>): void;
    getItemDb(table: string): Records;
    getIndexDb(kind: string, table: string, index: string): Records;
  }

  /** Between which encoded keys a query reads. */
  interface Range {
    readonly gt?: string;
    readonly gte?: string;
    readonly lt?: string;
    readonly lte?: string;
    readonly reverse?: boolean;
  }

  type Action<Request> = (store: Store, request: Request, answer: Answer<{ readonly Attributes?: Item }>) => void;

  /** The members of a request with the constraints on each. The type parameter is what a valid request becomes. */
  interface Members<Request> {
    readonly [member: string]: unknown;
    readonly phantom?: Request;
  }

  /** What a valid request of one operation is; `custom` gives a message when more is wrong than single members. */
  interface Validation<Request> {
    readonly types: Members<Request>;
    readonly custom?: (request: Request, store: Pick<Store, 'options'>) => string | undefined;
  }
}

declare module 'dynalite/db/index.js' {
  const db: {
    createKey(item: dynalite.Item, table: dynalite.Table, schema?: readonly dynalite.KeyElement[]): string;
    validateKey(key: dynalite.Item, table: dynalite.Table): dynalite.Fault | null | undefined;
    validateItem(item: dynalite.Item, table: dynalite.Table): dynalite.Fault | null | undefined;
    validationError(message: string): dynalite.Fault;
    compare(operator: string, value: dynalite.AttributeValue, operands: readonly dynalite.AttributeValue[]): boolean;
    matchesFilter(
      item: dynalite.Item,
      filter: Readonly<Record<string, dynalite.LegacyCondition>>,
      operator?: string,
    ): boolean;
    mapPath(path: dynalite.Path, item: dynalite.Item): dynalite.AttributeValue | undefined;
    mapPaths(paths: readonly (dynalite.Path | string)[], item: dynalite.Item): dynalite.Item;
  };
  export default db;
}

declare module 'dynalite/validations/index.js' {
  const validations: {
    checkTypes<Request>(request: dynalite.JsonObject, types: dynalite.Members<Request>): Request;
    checkValidations<Request>(
      request: Request,
      types: dynalite.Members<Request>,
      custom: dynalite.Validation<Request>['custom'],
      store: Pick<dynalite.Store, 'options'>,
    ): void;
    validateAttributeValue(value: dynalite.AttributeValue): string | undefined;
  };
  export default validations;
}

declare module 'dynalite/validations/batchGetItem.js' {
  const validation: dynalite.Validation<import('./request-types.ts').BatchGetItemRequest>;
  export default validation;
}
declare module 'dynalite/validations/batchWriteItem.js' {
  const validation: dynalite.Validation<import('./request-types.ts').BatchWriteItemRequest>;
  export default validation;
}
declare module 'dynalite/validations/createTable.js' {
  const validation: dynalite.Validation<import('../tables/table.ts').TableDefinition>;
  export default validation;
}
declare module 'dynalite/validations/deleteItem.js' {
  const validation: dynalite.Validation<import('./request-types.ts').DeleteItemRequest>;
  export default validation;
}
declare module 'dynalite/validations/describeTable.js' {
  const validation: dynalite.Validation<import('./request-types.ts').TableRequest>;
  export default validation;
}
declare module 'dynalite/validations/getItem.js' {
  const validation: dynalite.Validation<import('./request-types.ts').GetItemRequest>;
  export default validation;
}
declare module 'dynalite/validations/listTables.js' {
  const validation: dynalite.Validation<import('./request-types.ts').ListTablesRequest>;
  export default validation;
}
declare module 'dynalite/validations/putItem.js' {
  const validation: dynalite.Validation<import('./request-types.ts').PutItemRequest>;
  export default validation;
}
declare module 'dynalite/validations/query.js' {
  const validation: dynalite.Validation<import('./request-types.ts').QueryRequest>;
  export default validation;
}
declare module 'dynalite/validations/scan.js' {
  const validation: dynalite.Validation<import('./request-types.ts').ScanRequest>;
  export default validation;
}
declare module 'dynalite/validations/updateItem.js' {
  const validation: dynalite.Validation<import('./request-types.ts').UpdateItemRequest>;
  export default validation;
}

declare module 'dynalite/actions/deleteItem.js' {
  const action: dynalite.Action<import('./request-types.ts').DeleteItemRequest>;
  export default action;
}
declare module 'dynalite/actions/putItem.js' {
  const action: dynalite.Action<import('./request-types.ts').PutItemRequest>;
  export default action;
}
declare module 'dynalite/actions/query.js' {
  const action: dynalite.Action<import('./request-types.ts').QueryRequest>;
  export default action;
}
declare module 'dynalite/actions/scan.js' {
  const action: dynalite.Action<import('./request-types.ts').ScanRequest>;
  export default action;
}
declare module 'dynalite/actions/updateItem.js' {
  const action: dynalite.Action<import('./request-types.ts').UpdateItemRequest>;
  export default action;
}
