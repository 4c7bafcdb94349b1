import type { Environment } from '../../../template/resources.ts';

/** The group that every account has. */
export const defaultGroup = 'default';

export function scheduleArn(group: string, name: string, environment: Environment): string {
  return schedulerArn(`schedule/${group}/${name}`, environment);
}

export function groupArn(group: string, environment: Environment): string {
  return schedulerArn(`schedule-group/${group}`, environment);
}

function schedulerArn(resource: string, { partition, region, accountId }: Environment): string {
  return `arn:${partition}:scheduler:${region}:${accountId}:${resource}`;
}
