import type { Json, JsonObject, Resource } from '../template/resources.ts';
import { managedPolicies } from './managed-policies.ts';
import { compilePolicy, type Policy } from './policies/policy.ts';

/** An IAM role with all that its policies say, read and checked. */
export interface Role {
  readonly name: string;
  readonly arn: string;
  /** The unique id that `aws:userid` begins with. */
  readonly id: string;
  /** Its inline, separate and managed policies alike. */
  readonly policies: readonly Policy[];
  /** The most that its policies can give it. */
  readonly boundary?: Policy;
  /** Who may take the role. */
  readonly trust: Policy;
  /** `aws:PrincipalTag/...` */
  readonly tags: Readonly<Record<string, string>>;
}

/** A document that is attached to a role; the name is what reports and messages call it. */
interface Attachment {
  readonly roleName: string;
  readonly name: string;
  readonly document: Json;
}

/**
 * The roles among an app's resources, by ARN, each with its own policies and those that other resources attach to it.
 * @throws Error that names the role or policy for a malformed document, a policy that is attached to no role of the app,
 * two inline policies of one name on one role (the later would replace the earlier), or a managed policy that is neither
 * the app's own nor known here.
 */
export const rolesFrom = (resources: readonly Resource[]): Map<string, Role> => {
  const ofType = (type: string) => resources.filter((resource) => resource.type === type);
  const roleResources = ofType('AWS::IAM::Role');
  const managed = new Map(ofType('AWS::IAM::ManagedPolicy').map((policy) => [policy.ref, policy]));
  const separate = [
    ...ofType('AWS::IAM::Policy').flatMap((policy) => attachmentsOf(policy, texts(policy, 'Roles'))),
    ...ofType('AWS::IAM::RolePolicy').flatMap((policy) => attachmentsOf(policy, [text(policy, 'RoleName')])),
    ...[...managed.values()].flatMap((policy) => attachmentsOf(policy, texts(policy, 'Roles'))),
  ];
  const names = new Set(roleResources.map((role) => role.ref));
  const lost = separate.find((attachment) => !names.has(attachment.roleName));
  if (lost) throw new Error(`Policy ${lost.name} is attached to ${lost.roleName}, which is no role of this app`);
  return new Map(
    roleResources.map((resource) => {
      const arn = resource.attributes.Arn ?? '';
      return [arn, roleFrom(resource, arn, separate, managed)];
    }),
  );
};

const roleFrom = (
  resource: Resource,
  arn: string,
  separate: readonly Attachment[],
  managed: ReadonlyMap<string, Resource>,
): Role => {
  const inline = objects(resource.properties.Policies).map((policy) => ({
    name: String(policy.PolicyName),
    document: policy.PolicyDocument ?? null,
  }));
  const attached = separate.filter((attachment) => attachment.roleName === resource.ref);
  const named = [...inline, ...attached];
  const repeated = named.find((policy, index) => named.findIndex((other) => other.name === policy.name) < index);
  if (repeated) throw new Error(`Role ${resource.path} has two policies with the name ${repeated.name}`);
  const boundary = resource.properties.PermissionsBoundary;
  try {
    return {
      name: resource.ref,
      arn,
      id: resource.attributes.RoleId ?? '',
      policies: [
        ...named.map((policy) => compilePolicy(policy.name, policy.document)),
        ...texts(resource, 'ManagedPolicyArns').map((policyArn) => managedPolicy(policyArn, managed)),
      ],
      ...(typeof boundary === 'string' && { boundary: managedPolicy(boundary, managed) }),
      trust: compilePolicy('AssumeRolePolicyDocument', resource.properties.AssumeRolePolicyDocument ?? null, 'trust'),
      tags: Object.fromEntries(objects(resource.properties.Tags).map((tag) => [String(tag.Key), String(tag.Value)])),
    };
  } catch (error) {
    throw new Error(`Role ${resource.path}: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
};

const attachmentsOf = (policy: Resource, roleNames: readonly string[]): Attachment[] =>
  roleNames.map((roleName) => ({
    roleName,
    name: policyName(policy),
    document: policy.properties.PolicyDocument ?? null,
  }));

const policyName = ({ properties, ref }: Resource): string =>
  typeof properties.PolicyName === 'string' ? properties.PolicyName : ref;

const managedPolicy = (arn: string, managed: ReadonlyMap<string, Resource>): Policy => {
  const own = managed.get(arn);
  if (own) return compilePolicy(arn, own.properties.PolicyDocument ?? null);
  const name = /^arn:[^:]+:iam::aws:policy\/(.+)$/.exec(arn)?.[1];
  const document = name === undefined ? undefined : managedPolicies.get(name);
  if (document === undefined) {
    throw new Error(`what the managed policy ${arn} allows is not known locally; give the role its statements instead`);
  }
  return compilePolicy(arn, document);
};

const text = (resource: Resource, property: string): string => {
  const value = resource.properties[property];
  if (typeof value !== 'string') throw new Error(`${resource.path}: ${property} is no text`);
  return value;
};

const texts = (resource: Resource, property: string): string[] => {
  const values = resource.properties[property] ?? [];
  if (!Array.isArray(values)) throw new Error(`${resource.path}: ${property} is no list`);
  return values.map((value) => {
    if (typeof value !== 'string') throw new Error(`${resource.path}: ${property} has a value that is no text`);
    return value;
  });
};

const objects = (value: Json | undefined): JsonObject[] =>
  (Array.isArray(value) ? value : []).flatMap((item) =>
    typeof item === 'object' && item !== null && !Array.isArray(item) ? [item] : [],
  );
