import { fullDiff, type ResourceDifference, ResourceImpact } from '@aws-cdk/cloudformation-diff';
import { isObject, own, ownText } from '../../local/template/json.ts';
import type { JsonObject } from '../../local/template/resources.ts';
import { type ComparedResource, pathOf, type Resources, type StackPair } from './pairs.ts';
import { lossOf } from './stateful.ts';
import { changesBetween, type ValueChange } from './values.ts';

export type ChangeKind = 'added' | 'changed' | 'replaced' | 'removed';

/** What happens to one resource of a stack. */
export interface ResourceChange {
  readonly kind: ChangeKind;
  readonly id: string;
  readonly path: string;
  readonly type: string;
  readonly values: readonly ValueChange[];
  /** The properties for which CloudFormation makes another resource in its place. */
  readonly replacedFor: readonly string[];
  /** What is lost with it, where it is replaced or removed and has something to lose. */
  readonly loss: string | undefined;
}

/**
 * What an update of the stack would do to each of its resources, by CloudFormation's own rules of which property is updated
 * in place. Statements of policies are left out: they are compared by what they allow.
 */
export function resourceChanges({ before, after }: StackPair): ResourceChange[] {
  if (JSON.stringify(before.resources) === JSON.stringify(after.resources)) return [];
  const changes: ResourceChange[] = [];
  const differences = fullDiff(templateOf(before.resources), templateOf(after.resources)).resources;
  differences.forEachDifference((id, difference) => {
    const [old, new_] = [before.resources[id], after.resources[id]];
    const retyped = old && new_ ? retypedKeys(old, new_) : [];
    const kind = retyped.length > 0 ? 'replaced' : kindOf(difference);
    if (kind === undefined) return;
    const isUpdate = old !== undefined && new_ !== undefined;
    const isLost = kind === 'replaced' || kind === 'removed';
    changes.push({
      kind,
      id,
      path: pathOf(new_ === undefined ? before : after, id),
      type: typeOf(old, new_),
      values: isUpdate ? valuesOf(old, new_) : [],
      replacedFor: isUpdate ? [...replacing(difference), ...retyped] : [],
      loss: isLost && old !== undefined ? lossOf(old.Type) : undefined,
    });
  });
  return changes;
}

/** The resources whose files are others now, by their construct paths: functions with another bundle. */
export function codeChanges({ before, after }: StackPair): string[] {
  return Object.entries(after.unmasked).flatMap(([id, new_]) => {
    const old = before.unmasked[id];
    if (old === undefined || new_.Type === 'AWS::Lambda::Version') return [];
    return hashesIn(old) === hashesIn(new_) ? [] : [pathOf(after, id)];
  });
}

function hashesIn(resource: ComparedResource): string {
  return [...JSON.stringify(resource.Properties).matchAll(/[0-9a-f]{64}/g)].join();
}

function kindOf({ changeImpact, resourceTypeChanged }: ResourceDifference): ChangeKind | undefined {
  if (resourceTypeChanged) return 'replaced';
  switch (changeImpact) {
    case ResourceImpact.WILL_CREATE:
    case ResourceImpact.WILL_IMPORT:
      return 'added';
    case ResourceImpact.WILL_DESTROY:
    case ResourceImpact.WILL_ORPHAN:
      return 'removed';
    case ResourceImpact.WILL_REPLACE:
    case ResourceImpact.MAY_REPLACE:
      return 'replaced';
    case ResourceImpact.WILL_UPDATE:
      return 'changed';
    case ResourceImpact.NO_CHANGE:
      return undefined;
  }
}

function replacing({ propertyUpdates }: ResourceDifference): string[] {
  const impacts: readonly string[] = [ResourceImpact.WILL_REPLACE, ResourceImpact.MAY_REPLACE];
  return Object.entries(propertyUpdates).flatMap(([name, { changeImpact }]) =>
    changeImpact !== undefined && impacts.includes(changeImpact) ? [name] : [],
  );
}

/**
 * A table's attribute that has another type. CloudFormation replaces the table for it, which its schema does not say:
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-dynamodb-globaltable.html
 */
function retypedKeys(old: ComparedResource, new_: ComparedResource): string[] {
  if (!old.Type.startsWith('AWS::DynamoDB::')) return [];
  const after = attributeTypes(new_.Properties);
  const isRetyped = [...attributeTypes(old.Properties)].some(
    ([name, type]) => after.has(name) && after.get(name) !== type,
  );
  return isRetyped ? ['AttributeDefinitions'] : [];
}

function attributeTypes(properties: JsonObject): Map<string | undefined, string | undefined> {
  const definitions = own(properties, 'AttributeDefinitions');
  const attributes = Array.isArray(definitions) ? definitions.filter((definition) => isObject(definition)) : [];
  return new Map(attributes.map((one) => [ownText(one, 'AttributeName'), ownText(one, 'AttributeType')]));
}

/** Without the paths of constructs and the folders of assets, which are of no effect on what is deployed. */
function templateOf(resources: Resources): { Resources: JsonObject } {
  return {
    Resources: Object.fromEntries(Object.entries(resources).map(([id, body]) => [id, { ...body, Metadata: {} }])),
  };
}

function typeOf(old: ComparedResource | undefined, new_: ComparedResource | undefined): string {
  return [...new Set([old?.Type, new_?.Type])].filter((type) => type !== undefined).join(' -> ');
}

function valuesOf(old: ComparedResource, new_: ComparedResource): ValueChange[] {
  const settings = ({ Properties, Metadata: _, Type: _type, ...others }: ComparedResource) => ({
    ...Properties,
    ...others,
  });
  return changesBetween(settings(old), settings(new_)).filter(
    ({ path }) => !/(^|\.)(Statement|DependsOn)\b/.test(path),
  );
}
