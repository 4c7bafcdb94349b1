import { resolve, type Scope } from './intrinsic-functions.ts';
import { generatedName } from './names.ts';
import { placeOf, placeText, within } from './place.ts';
import { Problem } from './problem.ts';
import type { Environment, JsonObject, ResourceType, ResourceTypes } from './resources.ts';
import type { TemplateResource } from './template.ts';

/** What `Ref` and `Fn::GetAtt` give for a resource. */
export type Identity = ReturnType<ResourceType['identify']>;

/** The table's entry for a resource. Throws a `Problem` where the local run does not know the type. */
export function knownType(resource: TemplateResource, resourceTypes: ResourceTypes): ResourceType {
  const type = Object.hasOwn(resourceTypes, resource.type) ? resourceTypes[resource.type] : undefined;
  if (type) return type;
  const isCustom = resource.type.startsWith('Custom::') || resource.type === 'AWS::CloudFormation::CustomResource';
  const reason = isCustom
    ? `the custom resource ${resource.type} is not run locally`
    : `resources of type ${resource.type} cannot be run locally`;
  throw new Problem(reason, placeText(placeOf(resource)));
}

/** Asks a resource's type who the resource is. Throws a `Problem` where the type cannot tell. */
export function identify(
  resource: TemplateResource,
  type: ResourceType,
  scope: Scope,
  environment: Environment,
): Identity {
  try {
    return type.identify({
      stack: resource.stack,
      logicalId: resource.logicalId,
      path: resource.path,
      type: resource.type,
      properties: resolvedWhenRead(resource, scope),
      environment,
      generatedName: (maxLength) => generatedName(environment, resource.stack, resource.logicalId, maxLength),
    });
  } catch (error) {
    if (error instanceof Problem) throw error;
    throw new Problem(`cannot be identified: ${error instanceof Error ? error.message : error}`);
  }
}

/**
 * The properties as an object of getters. A type that reads only the name makes nothing else be resolved, so what the
 * other properties refer to may itself refer to this resource.
 */
function resolvedWhenRead(resource: TemplateResource, scope: Scope): JsonObject {
  const properties: JsonObject = {};
  for (const [name, value] of Object.entries(resource.properties)) {
    const get = () => resolve(value, scope, within(placeOf(resource), name));
    Object.defineProperty(properties, name, { get, enumerable: true });
  }
  return properties;
}
