import type { Environment, Json } from '../../../template/resources.ts';

/** The bus that every account has. */
export const defaultBus = 'default';

/** The name of a bus as a property or a request gives it: a name, an ARN, or nothing for the default one. */
export function busNameOf(value: Json | undefined): string {
  return typeof value === 'string' ? value.replace(/^arn:.*:event-bus\//, '') : defaultBus;
}

export function busArn(name: string, environment: Environment): string {
  return eventsArn(`event-bus/${name}`, environment);
}

/** A rule of the default bus does not name it. */
export function ruleArn(bus: string, name: string, environment: Environment): string {
  return eventsArn(bus === defaultBus ? `rule/${name}` : `rule/${bus}/${name}`, environment);
}

function eventsArn(resource: string, { partition, region, accountId }: Environment): string {
  return `arn:${partition}:events:${region}:${accountId}:${resource}`;
}
