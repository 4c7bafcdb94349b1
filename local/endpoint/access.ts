import type { Authorization } from './service.ts';

/**
 * Who does something to a resource without a request of its own at the endpoint: a service in a role that it takes (an
 * event source mapping in its function's role, a schedule in its own), or a service by itself on behalf of a resource
 * (a topic that delivers to a queue), which only the policy of the resource can allow.
 */
export type Actor =
  | {
      readonly roleArn: string;
      /** Such as `scheduler.amazonaws.com`. */
      readonly service: string;
      /** What the service says that it takes the role for, where it says so: Scheduler the ARN of the schedule's group. */
      readonly sourceArn?: string;
    }
  | { readonly service: string; readonly sourceArn: string };

/** What the policies of roles and of resources let an actor do. */
export interface Access {
  /**
   * @param needed one action on one resource
   * @throws AccessDenied in AWS's words where the policies do not allow it, or the service may not take the role
   */
  readonly check: (actor: Actor, needed: Authorization) => void;
}

/** An actor may not do what it was about to. */
export class AccessDenied extends Error {
  /** Such as `sqs:SendMessage`. */
  readonly action: string;
  readonly resource: string;

  constructor(message: string, { action, resource }: Authorization) {
    super(message);
    this.name = 'AccessDenied';
    this.action = action;
    this.resource = resource;
  }
}
