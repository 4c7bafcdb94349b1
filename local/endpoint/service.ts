import type { Readable } from 'node:stream';

/**
 * What a service of the local AWS endpoint (DynamoDB, S3, SNS ...) implements. The endpoint has already found the
 * service by the signing name, and the caller by the signature; it checks what `open` says the request needs against
 * the caller's policies, and only then lets the call run.
 */
export interface Service {
  /** The signing name in the credential scope and the prefix of the IAM actions, such as `dynamodb`. */
  readonly name: string;
  readonly protocol: Protocol;
  /** What the service answers when it throttles: an injected fault sends one of these. */
  readonly throttlingErrors: readonly ServiceError[];
  /** What the service answers when it fails by no fault of the caller: an injected fault sends it. */
  readonly internalError: ServiceError;
  /**
   * Reads a request, once, and says what it needs; nothing is changed yet.
   * @throws ServiceError for a request that it cannot read (an unknown operation, malformed JSON).
   */
  readonly open: (request: ServiceRequest) => Call | Promise<Call>;
  /** Requests come with their `content` still to be read: their bodies are more than memory should hold. */
  readonly streamsBodies?: true;
  /** Answers a request that nobody signed, where it is for this service, such as a browser's preflight. */
  readonly answerUnsigned?: (request: RequestHead) => ServiceResponse | undefined;
  /** Headers of every answer to a request, of refusals too: ids, and what browsers need to show it to another origin. */
  readonly answerHeaders?: (request: RequestHead) => Record<string, string>;
}

/** A request that was read and can be run. */
export interface Call {
  /** The operation's name, such as `PutItem`. */
  readonly operation: string;
  /**
   * All that the caller must be allowed to do, in the order in which AWS would refuse it: one for each resource and for
   * each part that is judged by itself (each item of a transaction by its own key).
   */
  readonly authorizations: readonly Authorization[];
  /** Runs the call. @throws ServiceError as a short way to answer with an error. */
  readonly run: () => Promise<ServiceResponse>;
}

/** One action on one resource, with the condition keys that only the service knows. */
export interface Authorization {
  /** The IAM action, such as `dynamodb:PutItem`. */
  readonly action: string;
  /** The ARN of the resource, such as a table's or an index's. */
  readonly resource: string;
  /**
   * The service's own condition keys, such as `dynamodb:LeadingKeys`, each with its values. Leave a key out when the
   * request does not have it; an empty list means the same. Global keys (`aws:...`) come from the endpoint.
   */
  readonly context?: ConditionContext;
}

/** The values of condition keys. The names' case does not matter. */
export type ConditionContext = Readonly<Record<string, readonly string[]>>;

/** A request without its body, whoever sent it. */
export interface RequestHead {
  readonly method: string;
  /** The path as sent, percent-encoded. */
  readonly path: string;
  /** The query, decoded, without the members of a presigned signature. */
  readonly query: URLSearchParams;
  /** By lower-case name; repeated headers are joined with a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly requestId: string;
}

/** A request whose signature is good. */
export interface ServiceRequest extends RequestHead {
  readonly body: Buffer;
  readonly caller: Caller;
  /** Of a service with `streamsBodies`: the body, not read yet; `body` is empty then. */
  readonly content?: RequestContent;
  /**
   * Asks the policies for what only shows that it is needed while the call runs.
   * @throws ServiceError, the refusal, where they do not allow it.
   */
  readonly demand?: (needed: Authorization) => void;
  /** Gives a signal that aborts when the client leaves: what waits for long need not go on. */
  readonly left?: () => AbortSignal;
}

/** A body on its way. */
export interface RequestContent {
  /** The bytes as they come, to be read once. A client that waits for `100 Continue` is told to send them. */
  readonly read: () => AsyncIterable<Buffer>;
  /** What the request's signature says of the body; whoever reads it holds it to that. */
  readonly signature: PayloadSignature;
}

/** What a signature covers of a body, and what the signatures of its chunks are made with. */
export interface PayloadSignature {
  /** `x-amz-content-sha256`: a hash, or how the body is signed otherwise (`UNSIGNED-PAYLOAD`, `STREAMING-...`). */
  readonly declared: string;
  /** The request's own signature, in hexadecimal: the first in the chain of the chunks'. */
  readonly seed: string;
  /** `YYYYMMDDTHHMMSSZ` */
  readonly dateTime: string;
  /** `YYYYMMDD/REGION/SERVICE/aws4_request` */
  readonly scope: string;
  readonly signingKey: Buffer;
}

/** Who makes a call. */
export interface Caller {
  readonly accessKeyId: string;
  /** The account's root may do everything and meets no faults; a role may do what its policies allow. */
  readonly type: 'root' | 'role';
  readonly accountId: string;
  /** `arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION` of a role's session, `arn:aws:iam::ACCOUNT:root` of the root. */
  readonly arn: string;
  /** The ARN that policies know the caller by (`aws:PrincipalArn`): the role's, not the session's. */
  readonly principalArn: string;
  /** `aws:userid`: `ROLEID:SESSION` of a role's session, the account id of the root. */
  readonly userId: string;
}

/** An answer, without the headers that the endpoint and the protocol add (request id, content type, checksum). */
export interface ServiceResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
  /** Sent instead of `body`, as fast as the client takes it. Whoever drops it destroys the stream. */
  readonly content?: { readonly stream: Readable; readonly length: number };
  /** The capacity units that the call consumed, for the report. */
  readonly units?: { readonly read?: number; readonly write?: number };
  /** The error's code without its namespace, such as `ConditionalCheckFailedException`, when the answer is one. */
  readonly error?: string;
}

/** An error as a service words it. */
export class ServiceError extends Error {
  readonly status: number;
  /** As it stands on the wire; in the JSON protocols with its namespace: `com.amazon.coral.service#ThrottlingException`. */
  readonly code: string;
  /** More members of the error, such as `CancellationReasons`. */
  readonly details: Readonly<Record<string, unknown>>;

  constructor(status: number, code: string, message: string, details: Readonly<Record<string, unknown>> = {}) {
    super(message);
    this.name = 'ServiceError';
    this.status = status;
    this.code = code;
    this.details = details;
  }
}

/** Why the endpoint itself turns a request away. Each protocol has a code of its own for it. */
export type Refusal =
  | 'missing authentication'
  | 'incomplete signature'
  | 'unknown access key'
  | 'wrong session token'
  | 'wrong signature'
  | 'expired signature'
  | 'access denied';

/** How a family of services words its answers: `awsJson10` in `protocols.ts`, and what later services need. */
export interface Protocol {
  /** The headers that every answer with this body has: the content type, and checksums that SDKs compare. */
  readonly headers: (body: string | Buffer) => Record<string, string>;
  /** The answer that carries an error. */
  readonly errorResponse: (error: ServiceError, requestId: string) => ServiceResponse;
  /** This protocol's error for a request that the endpoint turns away. */
  readonly refusal: (reason: Refusal, message: string) => ServiceError;
}
