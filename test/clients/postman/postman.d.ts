// The parts that are used here of Postman's own packages, which bring no types.

declare module 'postman-collection' {
  export interface PropertyList {
    toJSON(): unknown[];
  }
  export interface Auth {
    readonly type: string;
    parameters(): { toObject(): object };
  }
  export interface Event {
    readonly listen: string;
  }
  export class VariableScope {
    constructor(definition: { values: unknown[] });
    get(name: string): unknown;
    set(name: string, value: unknown): void;
    /** The same text or object with variables replaced by what they hold. */
    replaceIn<Template>(template: Template): Template;
  }
  export class Request {
    constructor(definition: unknown);
    readonly method: string;
    readonly url: { toString(): string };
    readonly body?: { toString(): string };
    toJSON(): unknown;
    getHeaders(options: { enabled: boolean }): Record<string, string>;
  }
  export class Response {
    constructor(definition: { code: number; header: object[]; stream: Buffer });
  }
  export interface Item {
    readonly name: string;
    readonly request: Request;
    readonly events: { filter(keep: (event: Event) => boolean): Event[] };
    getAuth(): Auth | undefined;
  }
  export class Collection {
    constructor(definition: unknown);
    readonly variables: PropertyList;
    forEachItem(visit: (item: Item) => void): void;
  }
}

declare module 'postman-sandbox' {
  import type { Event, Request, Response, VariableScope } from 'postman-collection';

  export interface Assertion {
    readonly name: string;
    readonly passed: boolean;
    readonly error: { readonly message: string } | null;
  }
  export interface Context {
    on(event: 'execution.assertion', listener: (cursor: object, assertions: Assertion[]) => void): void;
    removeAllListeners(event: string): void;
    execute(
      event: Event,
      options: {
        context: { collectionVariables: VariableScope; request: Request; response: Response };
      },
      done: (error: Error | null, result: { collectionVariables: { values: unknown[] } }) => void,
    ): void;
    dispose(): void;
  }
  export function createContext(done: (error: Error | null, context: Context) => void): void;
}
