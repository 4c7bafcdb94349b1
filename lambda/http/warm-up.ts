/** What a schedule sends to an operation that is to stay warm: no HTTP request has this member. */
export const warmUpEvent = { warmUp: true } as const;

/** Whether an operation was called only to keep it warm. */
export function isWarmUp(event: object): boolean {
  return 'warmUp' in event;
}
