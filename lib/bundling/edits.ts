// The edits of `cuts.ts`. Each takes the text of a file and throws when that is not what it expects.

export function dropRegistration(source: string): string {
  return replaceOnce(source, 'customEndpointFunctions.aws = awsEndpointFunctions;', '');
}

/** What an operation on items can answer: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html */
const itemErrors = [
  'ConditionalCheckFailedException',
  'IdempotentParameterMismatchException',
  'InternalServerError',
  'ItemCollectionSizeLimitExceededException',
  'ProvisionedThroughputExceededException',
  'ReplicatedWriteConflictException',
  'RequestLimitExceeded',
  'ResourceNotFoundException',
  'ThrottlingException',
  'TransactionCanceledException',
  'TransactionConflictException',
  'TransactionInProgressException',
];

export function keepItemErrors(source: string): string {
  const kept = new Set<string>();
  const edited = source.replace(/^n0_registry\.registerError\((\w+)\$, \w+\);$/gm, (registration, error: string) => {
    if (!itemErrors.includes(error)) return '';
    kept.add(error);
    return registration;
  });
  const missing = itemErrors.filter((error) => !kept.has(error));
  if (missing.length > 0) throw new Error(`it registers no ${missing.join(', ')}`);
  return edited;
}

export function keepVersion(source: string): string {
  const manifest: unknown = JSON.parse(source);
  if (typeof manifest !== 'object' || manifest === null || !('version' in manifest))
    throw new Error('it has no version');
  return JSON.stringify({ version: manifest.version });
}

/**
 * Writes the names of members in place of constants that hold them (`[_hH]: 1` becomes `"httpHeader": 1`): a computed name
 * could have an effect, so schemas with one are kept in the bundle, used or not.
 */
export function nameMembers(source: string): string {
  const names = new Map(
    Array.from(source.matchAll(/^const (\w+) = ("[^"]*");$/gm), ([, id = '', text = '']) => [id, text]),
  );
  let named = 0;
  const edited = source.replace(/\[(_\w*)\](?=:)/g, (member, id: string) => {
    const name = names.get(id);
    if (name === undefined) return member;
    named += 1;
    return name;
  });
  if (named === 0) throw new Error('it has no members with computed names');
  return edited;
}

export function markPaginatorPure(source: string): string {
  return replaceOnce(source, ' = createPaginator(', ' = /* @__PURE__ */ createPaginator(');
}

/** REST protocols bring the bindings that tell an operation's host prefix; for the others an operation has none. */
export function refuseHostPrefixes(source: string): string {
  const withoutBindings = replaceOnce(
    source,
    'import { getHttpOperationBindings, HttpBindingNormalizedSchema } from "./HttpBindingNormalizedSchema";',
    `import { translateTraits } from "@smithy/core/schema";
     const leftOut = () => { throw new Error("Host prefixes are left out of the bundles: see lib/bundling/cuts.ts."); };
     const noPrefix = (schema) => translateTraits(schema.traits ?? {}).endpoint ? leftOut() : [];`,
  );
  const withoutPrefix = replaceOnce(
    withoutBindings,
    'operation = getHttpOperationBindings(operationSchema)',
    'operation = noPrefix(operationSchema)',
  );
  return replaceOnce(
    withoutPrefix,
    'HttpBindingNormalizedSchema.of(operationSchema.input).getHttpBindings().request\n            .memberBindings',
    'leftOut()',
  );
}

export function logOnlyToLoggers(source: string): string {
  const add = 'clientStack.add(loggerMiddleware(), loggerMiddlewareOptions);';
  return `import { NoOpLogger } from "@smithy/core/client";
${replaceOnce(source, add, `if (!(options.logger instanceof NoOpLogger)) ${add}`)}`;
}

function replaceOnce(source: string, text: string, replacement: string): string {
  if (source.split(text).length !== 2) throw new Error(`it does not hold "${text}" once`);
  return source.replace(text, replacement);
}
