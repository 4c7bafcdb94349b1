/** How often one event is tried: an attempt and two retries. What invokes the function is set to it (`lib/`). */
export const attempts = 3;
/** Minutes that one event is tried for at most: then it is given up, whatever attempts are left. */
export const longestTrying = 60;
/** Minutes that one attempt can take at most, as Lambda has it. */
const longestAttempt = 15;

export type ImportStatus = 'awaitingUpload' | 'running' | 'completed' | 'failed';

/** The work on an import by one attempt, which holds it for a while: a lease, renewed while the attempt lives. */
export interface Work {
  /** Which attempt it is, of all attempts ever. */
  readonly owner: string;
  /** Until when it holds the import, in milliseconds since 1970. Past: nobody does. */
  readonly until: number;
  /** The event that is worked on. Its retries have the same. */
  readonly event: string;
  /** The how manieth attempt at this event it is, from 1. */
  readonly attempt: number;
}

/**
 * What became of an import by now. Who is killed cannot write that it failed, so that is read from what it left: the last
 * attempt went silent, or all have been silent for longer than anyone would still try.
 *
 * @param now milliseconds since 1970
 */
export function statusAt(
  now: number,
  { status, work }: { readonly status: ImportStatus; readonly work?: Work | undefined },
): ImportStatus {
  if (status === 'completed' || status === 'failed' || work === undefined || work.until >= now) return status;
  const silence = (now - work.until) / 60_000;
  return work.attempt >= attempts || silence > longestTrying + longestAttempt ? 'failed' : status;
}

/** What a person reads who asks why an import failed that nobody could finish. */
export const gaveUp =
  'It stopped working, and trying again did not help. The rows up to here are in; import the file again.';
