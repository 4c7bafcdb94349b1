import { AccessDenied } from '../endpoint/access.ts';
import { NotDeliverable } from '../targets.ts';
import { own } from '../template/json.ts';
import type { JsonObject } from '../template/resources.ts';

/** How long something is tried: EventBridge's and Scheduler's `RetryPolicy`. */
export interface RetryPolicy {
  /** After the first attempt. */
  readonly maximumRetryAttempts: number;
  readonly maximumEventAgeInSeconds: number;
}

/** "By default, EventBridge retries sending the event for 24 hours and up to 185 times"; Scheduler does too. */
const defaultRetryPolicy: RetryPolicy = { maximumRetryAttempts: 185, maximumEventAgeInSeconds: 86_400 };

/** A retry policy, as rules and schedules have it, with AWS's defaults. @throws Error for a limit that AWS refuses */
export function readRetryPolicy(policy: JsonObject): RetryPolicy {
  const limit = (name: string, least: number, most: number, otherwise: number): number => {
    const value = own(policy, name);
    const number = value === undefined ? otherwise : Number(value);
    if (!Number.isInteger(number) || number < least || number > most) {
      throw new Error(`RetryPolicy.${name} is not from ${least} to ${most}`);
    }
    return number;
  };
  const { maximumRetryAttempts, maximumEventAgeInSeconds } = defaultRetryPolicy;
  return {
    maximumRetryAttempts: limit('MaximumRetryAttempts', 0, 185, maximumRetryAttempts),
    maximumEventAgeInSeconds: limit('MaximumEventAgeInSeconds', 60, 86_400, maximumEventAgeInSeconds),
  };
}

/** Why something is not tried again. */
export interface Failure {
  /** `denied` and `undeliverable` are not tried again whatever the policy says. */
  readonly kind: 'denied' | 'undeliverable' | 'failed';
  readonly message: string;
  /** How often it was tried again. */
  readonly retryAttempts: number;
  /** Which limit of the policy was reached, where one was. */
  readonly exhausted?: 'MaximumRetryAttempts' | 'MaximumEventAgeInSeconds';
}

/** Milliseconds before the first and before any later attempt: shorter than AWS's, as people wait for a local run. */
const firstPause = 200;
const longestPause = 60_000;

/**
 * What follows from a failed attempt. "For errors that result from missing permissions to a target, or a target resource
 * that no longer exists", EventBridge does not try again.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-event-delivery.html
 *
 * @param earlier how many attempts came before this one, and when the first was due, in milliseconds since 1970
 * @returns the milliseconds until the next attempt, or why there is none
 */
export function afterFailure(
  error: unknown,
  { maximumRetryAttempts, maximumEventAgeInSeconds }: RetryPolicy,
  earlier: { readonly attempts: number; readonly addedAt: number },
): number | Failure {
  const retryAttempts = earlier.attempts;
  const failed = { ...failureOf(error), retryAttempts };
  if (failed.kind !== 'failed') return failed;
  if (retryAttempts >= maximumRetryAttempts) return { ...failed, exhausted: 'MaximumRetryAttempts' };
  const pause = Math.min(firstPause * 2 ** retryAttempts, longestPause);
  const isTooOld = Date.now() + pause - earlier.addedAt > maximumEventAgeInSeconds * 1_000;
  return isTooOld ? { ...failed, exhausted: 'MaximumEventAgeInSeconds' } : pause;
}

/** What kind of failure an error is, and what it says. */
export function failureOf(error: unknown): Pick<Failure, 'kind' | 'message'> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof AccessDenied) return { kind: 'denied', message };
  return { kind: error instanceof NotDeliverable ? 'undeliverable' : 'failed', message };
}
