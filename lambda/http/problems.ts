/**
 * Every kind of failure that the API tells apart, with its status and title (RFC 9457). The `type` of a kind never
 * changes: clients branch on it.
 */
export const problemKinds = {
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'invalid-cursor': { status: 400, title: 'The cursor is not valid' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'user-exists': { status: 409, title: 'The profile exists already' },
  'email-taken': { status: 409, title: 'The e-mail is taken' },
  'no-unicorn-available': { status: 409, title: 'No unicorn is available' },
  'unicorn-on-ride': { status: 409, title: 'The unicorn is on a ride' },
  'illegal-ride-step': { status: 409, title: 'The ride has ended otherwise' },
  'precondition-failed': { status: 412, title: 'The precondition failed' },
  'payload-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body must be JSON' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another request' },
  'internal-error': { status: 500, title: 'Something went wrong on our side' },
  'temporarily-unavailable': { status: 503, title: 'Temporarily unavailable' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemKind = keyof typeof problemKinds;

/** One fault of a request: where it is, and what would mend it. */
export type Fault =
  | { readonly pointer: string; readonly detail: string }
  | { readonly parameter: string; readonly detail: string }
  | { readonly header: string; readonly detail: string };

/** A failure as a value, on its way to the edge. */
export interface Problem<Kind extends ProblemKind = ProblemKind> {
  readonly problem: Kind;
  readonly detail: string;
  readonly errors?: readonly Fault[];
}

/** A failure of the kind given. The detail is for people: it says what to mend and holds nothing internal. */
export function refuse<Kind extends ProblemKind>(problem: Kind, detail: string): Problem<Kind> {
  return { problem, detail };
}

/** The `invalid-request` that lists these faults. */
export function invalid(...errors: Fault[]): Problem<'invalid-request'> {
  const where = errors.map((fault) => {
    if ('pointer' in fault) return fault.pointer === '' ? 'the body' : fault.pointer;
    return 'parameter' in fault ? `the parameter ${fault.parameter}` : `the header ${fault.header}`;
  });
  return { problem: 'invalid-request', detail: `Not valid: ${where.join(', ')}.`, errors };
}

export function isProblem(value: object): value is Problem {
  return 'problem' in value;
}

/** The problem document that a client reads. */
export interface ProblemDocument {
  type: `urn:unicorn-rides:problem:${ProblemKind}`;
  title: string;
  status: number;
  detail: string;
  requestId: string;
  errors?: readonly Fault[];
}

export function problemDocument({ problem, detail, errors }: Problem, requestId: string): ProblemDocument {
  const { status, title } = problemKinds[problem];
  return {
    type: `urn:unicorn-rides:problem:${problem}`,
    title,
    status,
    detail,
    requestId,
    ...(errors && { errors }),
  };
}
