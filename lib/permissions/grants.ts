/** A CloudFormation template, as far as grants are read from it. */
export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
}

export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Metadata?: Readonly<Record<string, unknown>>;
}

/** One action on one resource under one pattern of keys: the smallest part of a permission. */
export interface Grant {
  /** Who may do it: the function, or the role where no function has it. The construct's path inside the stack. */
  readonly holder: string;
  /** As IAM names it: `dynamodb:Query`. */
  readonly action: string;
  /** The construct's path inside the stack: `Table`; `*` where any resource is meant. */
  readonly resource: string;
  /** What follows the resource's ARN, such as `/index/directory`; empty for the resource itself. */
  readonly part: string;
  /** The pattern of `dynamodb:LeadingKeys`; absent where any key will do. */
  readonly keys?: string;
}

/**
 * All that a template's roles may do, in the order of the template.
 *
 * @throws Error for what a list of grants cannot say: a managed policy, a Deny, another condition, a resource that is
 *   not the stack's. Whoever needs one has to say here how it reads, so that no review misses it.
 */
export function grantsIn(template: Template): Grant[] {
  const resources = Object.entries(template.Resources);
  const pathOf = (id: string) => pathIn(template, functionBehind(template, id));
  const holders = new Map(functionsIn(template).map(({ role, name }) => [role, name]));
  const holderOf = (role: string) => holders.get(role) ?? pathOf(role);
  return resources.flatMap(([id, { Type, Properties = {} }]) => {
    if (Type === 'AWS::IAM::ManagedPolicy' || listOf(Properties.ManagedPolicyArns).length > 0) {
      throw new Error(`${pathOf(id)} is or has a managed policy: give the role its statements instead.`);
    }
    if (Type === 'AWS::IAM::Role') {
      return listOf(Properties.Policies).flatMap((policy) =>
        statementsOf(memberOf(policy, 'PolicyDocument'), holderOf(id), pathOf),
      );
    }
    if (Type !== 'AWS::IAM::Policy') return [];
    return listOf(Properties.Roles).flatMap((role) =>
      statementsOf(Properties.PolicyDocument, holderOf(referenced(role)?.id ?? ''), pathOf),
    );
  });
}

/** The functions of a template: their construct's paths inside the stack, and the logical ids of their roles. */
export function functionsIn(template: Template): { readonly name: string; readonly role: string | undefined }[] {
  return Object.entries(template.Resources)
    .filter(([, { Type }]) => Type === 'AWS::Lambda::Function')
    .map(([id, resource]) => ({
      name: pathIn(template, id).replace(/\/Function$/, ''),
      role: referenced(resource.Properties?.Role)?.id,
    }));
}

/**
 * The name of a resource in grants: its construct's path without the stack's name, and without the ends that only CDK's
 * own constructs have.
 */
export function pathIn(template: Template, id: string): string {
  const path = template.Resources[id]?.Metadata?.['aws:cdk:path'];
  if (typeof path !== 'string') return id;
  return path
    .replace(/^[^/]+\//, '')
    .replace(/\/Resource$/, '')
    .replace(/^(\w+)\/\1$/, '$1');
}

/** The function that an alias stands for: whoever may call the one may call the other. Any other resource is itself. */
function functionBehind({ Resources }: Template, id: string): string {
  const { Type, Properties } = Resources[id] ?? {};
  return Type === 'AWS::Lambda::Alias' ? (referenced(Properties?.FunctionName)?.id ?? id) : id;
}

function statementsOf(document: unknown, holder: string, pathOf: (id: string) => string): Grant[] {
  return listOf(memberOf(document, 'Statement')).flatMap((statement) => {
    const unreadable = (what: string) => new Error(`${holder}: ${what} in ${JSON.stringify(statement)}`);
    if (!isObject(statement)) throw unreadable('no statement');
    const { Effect, Action, Resource, Condition, ...others } = statement;
    if (Effect !== 'Allow') throw unreadable('an effect other than Allow');
    for (const element of Object.keys(others)) if (element !== 'Sid') throw unreadable(`the element ${element}`);
    const patterns = keyPatterns(Condition);
    if (patterns === undefined) throw unreadable('a condition other than on leading keys');
    return listOf(Action).flatMap((action) =>
      listOf(Resource).flatMap((resource) => {
        const target = resource === '*' ? { id: '*', part: '' } : referenced(resource);
        if (target === undefined) throw unreadable('a resource that is not of this stack');
        const grant = { holder, action: String(action), resource: pathOf(target.id), part: target.part };
        return patterns.length === 0 ? [grant] : patterns.map((keys) => ({ ...grant, keys }));
      }),
    );
  });
}

/** The patterns that a condition sets for the leading keys: none where there is no condition. */
function keyPatterns(condition: unknown): readonly string[] | undefined {
  if (condition === undefined) return [];
  const [operator, ...otherOperators] = Object.entries(isObject(condition) ? condition : {});
  const [key, ...otherKeys] = Object.entries(isObject(operator?.[1]) ? operator[1] : {});
  if (operator?.[0] !== 'ForAllValues:StringLike' || key?.[0] !== 'dynamodb:LeadingKeys') return undefined;
  const patterns = listOf(key[1]).map(String);
  return otherOperators.length + otherKeys.length === 0 && patterns.length > 0 ? patterns : undefined;
}

/** The resource that a value refers to by its ARN or name, and what the value adds to that. */
function referenced(value: unknown): { readonly id: string; readonly part: string } | undefined {
  const ref = memberOf(value, 'Ref');
  if (typeof ref === 'string') return { id: ref, part: '' };
  const [id, attribute] = listOf(memberOf(value, 'Fn::GetAtt')).map(String);
  if (id !== undefined) return { id, part: attributeParts[attribute ?? ''] ?? `.${attribute}` };
  const [separator, parts] = listOf(memberOf(value, 'Fn::Join'));
  const [first, ...rest] = listOf(parts);
  const base = first === undefined ? undefined : referenced(first);
  if (base === undefined || separator !== '' || !rest.every((part) => typeof part === 'string')) return undefined;
  return { id: base.id, part: base.part + rest.join('') };
}

/** What an attribute adds to the resource that has it. */
const attributeParts: Readonly<Record<string, string>> = { Arn: '', StreamArn: '/stream' };

function listOf(value: unknown): readonly unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
