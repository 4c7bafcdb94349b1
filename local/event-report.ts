/** Something that happened between services, not on a request's way: what the console prints a line for. */
export interface EventReport {
  /** What it came from, as people call it: an event source mapping's stream or queue, a rule, a schedule, a topic, a bucket. */
  readonly source: string;
  /** Where it went: a function's label, a queue's or topic's name, an address. */
  readonly target?: string;
  /** What it was: `3 records`, `Object Created`, a message's subject. */
  readonly what: string;
  /**
   * `delivered`: taken there, or done. `failed`: to be tried again. `gave up`: no attempt is left, with or without a place
   * for what failed. `denied`: policies do not allow it.
   */
  readonly outcome: 'delivered' | 'failed' | 'gave up' | 'denied';
  /** Why, in a line; of a denial AWS's words, which name the action. */
  readonly detail?: string;
  readonly milliseconds?: number;
}

/** Takes reports, such as the console does. */
export type OnEvent = (report: EventReport) => void;
