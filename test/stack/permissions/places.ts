import { functionsIn, pathIn, type Template } from '../../../lib/permissions/grants.ts';
import type { App } from '../../../local/template/app.ts';

/** A resource, as grants name it, and the part of it that is meant. */
export interface Place {
  readonly resource: string;
  /** What follows the resource's ARN. */
  readonly part: string;
}

/** A resource that has an ARN, or something of a resource that has one of its own. */
export interface Known extends Place {
  /** The CloudFormation type. */
  readonly type: string;
  readonly arn: string;
}

/** All of an app that an ARN can name. */
export function knownIn(app: App, template: Template): Known[] {
  return app.resources.flatMap(({ logicalId, type, attributes }) => {
    const { Arn, TopicArn, StreamArn } = attributes;
    const resource = pathIn(template, logicalId);
    const arns = [Arn ?? TopicArn, StreamArn].filter((arn) => arn !== undefined);
    return arns.map((arn) => ({ resource, part: arn === StreamArn ? '/stream' : '', type, arn }));
  });
}

/** What an ARN names. One that is none of the app's stands for itself. */
export function placeOf(arn: string, known: readonly Known[]): Place {
  const [nearest] = known
    .filter((one) => arn === one.arn || arn.startsWith(`${one.arn}/`) || arn.startsWith(`${one.arn}:`))
    .sort((one, other) => other.arn.length - one.arn.length);
  if (nearest === undefined) return { resource: arn, part: '' };
  return { resource: nearest.resource, part: nearest.part + arn.slice(nearest.arn.length) };
}

/** Who has each role, by its ARN: a function, or the role itself. */
export function holdersIn(app: App, template: Template): ReadonlyMap<string, string> {
  const functions = new Map(functionsIn(template).map(({ role, name }) => [role, name]));
  const roles = app.resources.filter(({ type }) => type === 'AWS::IAM::Role');
  return new Map(
    roles.map(({ logicalId, attributes }) => [
      attributes.Arn ?? '',
      functions.get(logicalId) ?? pathIn(template, logicalId),
    ]),
  );
}
