/**
 * The time that a call has for the table. An execution environment has one call at a time, so there is one deadline:
 * https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
let lastStart = Number.POSITIVE_INFINITY;

/** Milliseconds that one attempt takes at most: longer, and it is given up. */
export const longestAttempt = { connecting: 500, answering: 1_500 } as const;
/** Milliseconds to write an answer in. */
const reserve = 500;

/** There is no time left to ask the table once more. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** Sets how long the call has from now on, in milliseconds: no attempt begins that could outlast it. */
export function setTimeLeft(milliseconds: number): void {
  lastStart = Date.now() + milliseconds - longestAttempt.connecting - longestAttempt.answering - reserve;
}

/** @throws OutOfTime where another attempt could outlast the call */
export function assertTimeLeft(): void {
  if (Date.now() > lastStart) throw new OutOfTime('The call has no time left for the table.');
}
