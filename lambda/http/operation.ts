import * as z from 'zod/mini';
import type { IndexName } from '../table/schema.ts';
import type { Fault, ProblemKind } from './problems.ts';

type Schema = z.ZodMiniType;

/** The path, query and body of an operation that says nothing of them. `{}` is a body that asks for nothing. */
const NoMembers = z.strictObject({});
const NoBody = z.optional(NoMembers);
type NoMembers = typeof NoMembers;
type NoBody = typeof NoBody;

/**
 * Who may call an operation. `signed-in`: any valid token. `owner`: the user whose `userId` is in the path, and
 * operators. `operator`: members of the group `operators`.
 */
export type Auth = 'anyone' | 'signed-in' | 'owner' | 'operator';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';
export type Route = `${Method} /${string}`;

/** A success: what its body looks like. No schema: no body. */
export interface Response<Body extends Schema | undefined = Schema | undefined> {
  readonly description: string;
  readonly body?: Body;
  /** The headers it carries beside those of every answer, by name, with what they say. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it is not `application/json`. */
  readonly contentType?: string;
}
export type Responses = Readonly<Record<number, Response>>;

/** The DynamoDB actions that operations use, as IAM names them. */
export type TableAction = 'GetItem' | 'PutItem' | 'UpdateItem' | 'DeleteItem' | 'Query' | 'ConditionCheckItem';

/** One action on the items of one key prefix (`USER#*`), or on one exact key, of the table or of one index. */
export interface TableAccess {
  readonly action: TableAction;
  readonly index?: IndexName;
  /** What the partition key may be, `*` standing for any text: becomes `dynamodb:LeadingKeys`. */
  readonly keys: string;
}

/** Lets an operation do one action on the items under one key prefix, and nothing else. */
export function allow(action: TableAction, access: Omit<TableAccess, 'action'>): TableAccess {
  return { action, ...access };
}

/** The S3 actions that functions use, as IAM names them. */
export type FileAction = 'GetObject' | 'PutObject';

/** One action on the files under one prefix (`uploads/*`). */
export interface FileAccess {
  readonly action: FileAction;
  /** Of the key, `*` standing for any text. */
  readonly keys: string;
}

/** Lets a function do one action on the files under one prefix, and nothing else. */
export function allowFile(action: FileAction, keys: string): FileAccess {
  return { action, keys };
}

/** What a function needs to run. A stage may set other values (see `lib/stages.ts`). */
export interface FunctionSettings {
  /** Megabytes. A function's share of a processor grows with them: 1,769 MB are one whole processor. */
  readonly memory?: number;
  /** Seconds after which Lambda ends a call. Must stay under the HTTP API's 30. */
  readonly timeout?: number;
}

/** Requests a second, and how many may come at once before that counts. */
export interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

/** The parameters of a path, as the gateway found them. */
export type PathParameters = Readonly<Record<string, string | undefined>>;

/** What an operation says of itself: the argument of {@link defineOperation}. */
interface OperationDefinition<
  Path extends Schema,
  Query extends Schema,
  Headers extends Schema,
  Body extends Schema,
  Answers extends Responses,
  Kind extends ProblemKind,
> {
  /** Also the function's name in logs, metrics and the console. */
  readonly name: string;
  readonly route: Route;
  readonly summary: string;
  readonly description?: string;
  readonly auth: Auth;
  readonly path?: Path;
  readonly query?: Query;
  /** The request headers that the operation reads, by lower-case name. */
  readonly headers?: Headers;
  /** What the body must be. Without one, only no body or `{}` is taken. */
  readonly body?: Body;
  /** What this caller must give beside what the body's schema asks of everyone: a fault for each member that is missing. */
  readonly demands?: (caller: Caller, path: PathParameters, members: readonly string[]) => readonly Fault[];
  /**
   * `any` reads the body as JSON whatever the client called it: for clients of the workshop, some of which send a wrong
   * content type.
   */
  readonly contentType?: 'json' | 'any';
  readonly responses: Answers;
  /** The kinds of problem that the operation itself answers, beside those of the edge. */
  readonly problems?: readonly Kind[];
  readonly table?: readonly TableAccess[];
  readonly files?: readonly FileAccess[];
  readonly settings?: FunctionSettings;
  /** Where absent, the stage's default holds. */
  readonly throttle?: Throttle;
}

/** An operation, whole: every part that a request can have has a schema. */
export interface Operation<
  Path extends Schema = Schema,
  Query extends Schema = Schema,
  Headers extends Schema = Schema,
  Body extends Schema = Schema,
  Answers extends Responses = Responses,
  Kind extends ProblemKind = ProblemKind,
> extends OperationDefinition<Path, Query, Headers, Body, Answers, Kind> {
  readonly path: Path;
  readonly query: Query;
  readonly headers: Headers;
  readonly body: Body;
}

/**
 * Defines one operation: from this value come its route, authorizer, function, permissions, documentation, and the
 * types that its handler works with.
 */
export function defineOperation<
  Path extends Schema = NoMembers,
  Query extends Schema = NoMembers,
  Headers extends Schema = NoMembers,
  Body extends Schema = NoBody,
  const Answers extends Responses = Responses,
  Kind extends ProblemKind = never,
>(
  definition: OperationDefinition<Path, Query, Headers, Body, Answers, Kind>,
): Operation<Path, Query, Headers, Body, Answers, Kind>;
export function defineOperation(
  definition: OperationDefinition<Schema, Schema, Schema, Schema, Responses, ProblemKind>,
): Operation {
  return { path: NoMembers, query: NoMembers, headers: z.object({}), body: NoBody, ...definition };
}

/** What a handler is given: every part validated. */
export interface ValidRequest<Path extends Schema, Query extends Schema, Headers extends Schema, Body extends Schema> {
  readonly path: z.output<Path>;
  readonly query: z.output<Query>;
  readonly headers: z.output<Headers>;
  readonly body: z.output<Body>;
  readonly caller: Caller;
  readonly requestId: string;
}

/** Who calls, by the claims of the token that the gateway has checked. */
export interface Caller {
  /** The token's subject; empty where the operation is open to anyone and needs none. */
  readonly sub: string;
  readonly isOperator: boolean;
  /** The name they sign in with. */
  readonly username: string;
  /** The verified e-mail of an ID token, lower-cased. Access tokens have none. */
  readonly email?: string;
}

type BodyOf<Answer> = Answer extends { readonly body: infer Body extends Schema }
  ? { readonly body: z.output<Body> }
  : { readonly body?: never };

/** What a handler answers: one of the operation's responses, or one of its problems. */
export type Answer<Answers extends Responses> = {
  [Status in keyof Answers & number]: {
    readonly status: Status;
    readonly headers?: Readonly<Record<string, string>>;
  } & BodyOf<Answers[Status]>;
}[keyof Answers & number];
