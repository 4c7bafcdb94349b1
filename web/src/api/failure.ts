import type { components } from './schema.ts';

type ProblemType = components['schemas']['Problem']['type'];
type KindOf<Type> = Type extends `urn:unicorn-rides:problem:${infer Kind}` ? Kind : never;

/**
 * What can go wrong with a call: the API's own kinds of problems, and what happens before it is reached.
 * `unreachable` is a lost answer: what was asked for may have been done all the same.
 */
export type FailureKind = KindOf<ProblemType> | 'signed-out' | 'throttled' | 'offline' | 'unreachable' | 'unknown';

/** A part of a request that the API refused. */
export interface Fault {
  /** Where it is in the body (RFC 6901), where it is there. */
  readonly pointer?: string;
  /** In the API's words. */
  readonly detail: string;
}

/** A call that did not go well, in the page's own terms. */
export class Failure extends Error {
  readonly kind: FailureKind;
  /** To quote when asking for help. */
  readonly requestId: string | undefined;
  readonly faults: readonly Fault[];

  constructor(
    kind: FailureKind,
    about: { requestId?: string | undefined; faults?: readonly Fault[] } = {},
    options?: ErrorOptions,
  ) {
    super(kind, options);
    this.kind = kind;
    this.requestId = about.requestId;
    this.faults = about.faults ?? [];
  }

  /** Whether the same request may well go through soon. */
  get mayPass(): boolean {
    return ['throttled', 'temporarily-unavailable', 'internal-error', 'offline', 'unreachable'].includes(this.kind);
  }

  /** Whether nobody can tell if what was asked for was done. */
  get isOpen(): boolean {
    return ['temporarily-unavailable', 'internal-error', 'offline', 'unreachable', 'unknown'].includes(this.kind);
  }
}

const kinds = new Map<string, FailureKind>(
  (
    [
      'malformed-json',
      'invalid-request',
      'invalid-cursor',
      'forbidden',
      'not-found',
      'user-exists',
      'email-taken',
      'no-unicorn-available',
      'unicorn-on-ride',
      'illegal-ride-step',
      'precondition-failed',
      'payload-too-large',
      'unsupported-media-type',
      'idempotency-key-reused',
      'internal-error',
      'temporarily-unavailable',
    ] as const satisfies readonly KindOf<ProblemType>[]
  ).map((kind) => [`urn:unicorn-rides:problem:${kind}`, kind]),
);

/** The failure that an answer tells of: a problem document, or one of the gateway's own. */
export function failureOf(response: Response, body: unknown): Failure {
  const members = membersOf(body);
  const requestId = textIn(members, 'requestId') ?? response.headers.get('x-request-id') ?? undefined;
  const kind = kinds.get(textIn(members, 'type') ?? '') ?? kindOfStatus(response.status);
  return new Failure(kind, { requestId, faults: faultsIn(members.get('errors')) });
}

function kindOfStatus(status: number): FailureKind {
  if (status === 401) return 'signed-out';
  if (status === 403) return 'forbidden';
  if (status === 404) return 'not-found';
  if (status === 429) return 'throttled';
  // The gateway gives these where a function fails or does not end in time.
  if (status === 503 || status === 504) return 'temporarily-unavailable';
  return status >= 500 ? 'internal-error' : 'unknown';
}

function faultsIn(errors: unknown): Fault[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    const members = membersOf(error);
    const pointer = textIn(members, 'pointer');
    return { detail: textIn(members, 'detail') ?? '', ...(pointer !== undefined && { pointer }) };
  });
}

const membersOf = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

function textIn(members: ReadonlyMap<string, unknown>, name: string): string | undefined {
  const value = members.get(name);
  return typeof value === 'string' ? value : undefined;
}
