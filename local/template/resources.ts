/** Any JSON value, as it stands in a CloudFormation template. */
export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [member: string]: Json;
}

/** A resource as a template declares it, before anything in it is resolved. */
export interface DeclaredResource {
  /** The stack's name, as CloudFormation knows it. */
  readonly stack: string;
  readonly logicalId: string;
  /** The construct path (`aws:cdk:path`), or `stack/logicalId` where the template has none. What messages name. */
  readonly path: string;
  /** The CloudFormation type, such as `AWS::Lambda::Function`. */
  readonly type: string;
}

/** A resource whose properties are resolved: no intrinsic function is left in them. */
export interface Resource extends DeclaredResource {
  readonly properties: JsonObject;
  /** What `Ref` gives. */
  readonly ref: string;
  /** What `Fn::GetAtt` gives, by attribute name. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** The account and region that a local run pretends to be in. */
export interface Environment {
  readonly accountId: string;
  readonly region: string;
  readonly partition: string;
  readonly urlSuffix: string;
}

/** A resource on its way to being known: its own properties are resolved, its identity is asked for. */
export interface Identifying extends DeclaredResource {
  readonly properties: JsonObject;
  readonly environment: Environment;
  /**
   * A stable made-up name for a resource without a physical name: the same for the same stack and logical id in every
   * run, so that kept data is found again. At most `maxLength` characters (64 unless told).
   */
  readonly generatedName: (maxLength?: number) => string;
}

/**
 * What the local run knows about one CloudFormation type: the identity that other resources refer to, and which
 * properties it runs. Each folder of `local/` that runs resources exports a table of these, by type.
 */
export interface ResourceType {
  /** What `Ref` and each `Fn::GetAtt` give. */
  readonly identify: (resource: Identifying) => { ref: string; attributes?: Record<string, string> };
  /**
   * The properties that the local run acts on, as paths: `Policies` covers all below it, `CorsConfiguration.MaxAge`
   * only that member (array positions are left out of a path).
   */
  readonly runs: readonly string[];
  /**
   * Properties without an effect on a laptop, each with why ("no alarms locally"). They are said once at start.
   * A property in neither list stops the start: what it would change is not run.
   */
  readonly noEffect?: Readonly<Record<string, string>>;
  /**
   * Why the whole type has no effect on a laptop. Its resources can be referred to, are said once at start, and are
   * not among those to run; their properties are neither resolved nor checked.
   */
  readonly noEffectType?: string;
}

export type ResourceTypes = Readonly<Record<string, ResourceType>>;
