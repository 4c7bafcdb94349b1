/** Why something did not happen, in words for people. */
export interface Problem {
  /** That of the page. */
  readonly status: number;
  readonly says: string;
  /** What is wrong with a request, part by part. */
  readonly details: readonly string[];
  /** Whether it may have happened all the same: asking again with the same key finds out. */
  readonly isOpen: boolean;
  /** To quote when asking for help. */
  readonly requestId?: string;
  /** Seconds to wait. */
  readonly retryAfter?: string;
}

/** A problem that the API has no part in. */
export const own = (status: number, says: string): Problem => ({ status, says, details: [], isOpen: false });

export const missing = own(404, 'There is no such page.');
export const noAnswer: Problem = {
  ...own(502, 'No answer came, so nobody can tell whether it was done. Send it again: that never books twice.'),
  isOpen: true,
};

const kinds = new Map([
  ['no-unicorn-available', 'No unicorn is free within 50 km of there. Try another place, or a little later.'],
  ['idempotency-key-reused', 'That form has booked a ride from another place already. This is a new one.'],
  ['illegal-ride-step', 'That ride has ended already.'],
  ['not-found', 'You have no such ride.'],
]);

/**
 * The problem of an answer that is no success: a problem document (RFC 9457) of the API, or its gateway's own words.
 *
 * @param body the answer's body, parsed where it is JSON
 */
export function problemOf({ status, headers }: Response, body: unknown): Problem {
  const document = members(body);
  const kind = text(document.get('type')).replace('urn:unicorn-rides:problem:', '');
  const requestId = text(document.get('requestId')) || headers.get('x-request-id');
  const retryAfter = headers.get('retry-after');
  const errors: unknown = document.get('errors');
  return {
    status,
    says: kinds.get(kind) ?? (text(document.get('detail')) || ofStatus(status)),
    details: Array.isArray(errors) ? errors.map((error) => text(members(error).get('detail'))) : [],
    isOpen: status >= 500,
    ...(requestId && { requestId }),
    ...(retryAfter && { retryAfter }),
  };
}

function ofStatus(status: number): string {
  if (status === 401) return 'Your token is no longer good: sign in again.';
  if (status === 429) return 'Too many are asking just now: wait a little.';
  return status >= 500 ? 'The API has trouble. Send it again: that never books twice.' : 'The API refused that.';
}

const members = (value: unknown): ReadonlyMap<string, unknown> =>
  new Map(typeof value === 'object' && value !== null ? Object.entries(value) : []);

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
