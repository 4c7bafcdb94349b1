/** The condition keys of one request: the values by lower-case key name. A key without values is not there. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

/** A pattern whose variables are filled in: UTF-16 code units, and the two wildcards as negative numbers. */
export type Glob = readonly number[];

const anyText = -1;
const anyCharacter = -2;
const colon = ':'.charCodeAt(0);

/** A pattern of a policy, as it is before a request fills in its variables (`${aws:username}`). */
export interface Pattern {
  /** The pattern for one request; `undefined` when the request lacks a variable that has no default. */
  readonly fill: (context: RequestContext) => Glob | undefined;
}

/** What in a pattern has a meaning of its own. */
export interface PatternSyntax {
  /** Whether `*` and `?` match any text and any character. */
  readonly wildcards: boolean;
  /** Whether `${key}` stands for the request's value: only in documents of version 2012-10-17. */
  readonly variables: boolean;
  /** Whether letter case is ignored. */
  readonly ignoreCase?: boolean;
}

interface Variable {
  readonly key: string;
  readonly fallback: string | undefined;
}

/** Reads a pattern of a policy once, so that matching it is cheap. */
export const compilePattern = (source: string, syntax: PatternSyntax): Pattern => {
  const parts = tokenize(syntax.ignoreCase ? source.toLowerCase() : source, syntax);
  if (parts.every((part) => typeof part === 'number')) return { fill: () => parts };
  return { fill: (context) => fillVariables(parts, context, syntax) };
};

/**
 * Whether a pattern matches a text from end to end. Takes at most (pattern x text) steps, whatever the pattern: only the
 * latest `*` ever needs to take one more character.
 */
export const matchesGlob = (glob: Glob, text: string): boolean => {
  let at = 0;
  let position = 0;
  let star = -1;
  let starTook = 0;
  while (position < text.length) {
    const unit = glob[at];
    if (unit === anyText) {
      star = at++;
      starTook = position;
    } else if (unit === anyCharacter || unit === text.charCodeAt(position)) {
      at++;
      position++;
    } else if (star >= 0) {
      at = star + 1;
      position = ++starTook;
    } else {
      return false;
    }
  }
  while (glob[at] === anyText) at++;
  return at === glob.length;
};

/**
 * Whether a pattern of a `Resource` element matches an ARN. A wildcard stays inside its segment (the part between two
 * colons), but for a `*` at a segment's end, which may reach beyond the colon; the last segment takes colons too.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
 */
export const matchesResource = (glob: Glob, arn: string): boolean =>
  glob.length === 1 && glob[0] === anyText ? true : matchesSegments(arnSegments(glob), arn);

/**
 * Whether a pattern of an ARN condition operator matches an ARN: each of the six parts by itself, so that no wildcard
 * reaches over a colon.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_condition_operators.html#Conditions_ARN
 */
export const matchesArn = (glob: Glob, arn: string): boolean => {
  const segments = arnSegments(glob);
  const parts = arn.split(':');
  if (segments.length !== 6 || parts.length < 6) return false;
  return segments.every((segment, index) =>
    matchesGlob(segment, index < 5 ? (parts[index] ?? '') : parts.slice(5).join(':')),
  );
};

const matchesSegments = (segments: readonly Glob[], text: string): boolean => {
  const [segment = [], ...others] = segments;
  if (others.length === 0) return matchesGlob(segment, text);
  for (let end = text.indexOf(':'); end >= 0; end = text.indexOf(':', end + 1)) {
    if (matchesGlob(segment, text.slice(0, end)) && matchesSegments(others, text.slice(end + 1))) return true;
    if (segment.at(-1) !== anyText) return false;
  }
  return false;
};

/** The six parts of an ARN pattern; the last holds the rest, whatever colons are in it. */
const arnSegments = (glob: Glob): Glob[] => {
  const segments: Glob[] = [];
  let start = 0;
  while (segments.length < 5) {
    const end = glob.indexOf(colon, start);
    if (end < 0) break;
    segments.push(glob.slice(start, end));
    start = end + 1;
  }
  return [...segments, glob.slice(start)];
};

const variablePattern = /\$\{([^}]*)\}/y;

const tokenize = (source: string, syntax: PatternSyntax): (number | Variable)[] => {
  const parts: (number | Variable)[] = [];
  for (let at = 0; at < source.length; at++) {
    variablePattern.lastIndex = at;
    const content = syntax.variables ? variablePattern.exec(source)?.[1] : undefined;
    if (content !== undefined) {
      parts.push(...variable(content));
      at = variablePattern.lastIndex - 1;
    } else if (syntax.wildcards && source[at] === '*') {
      parts.push(anyText);
    } else if (syntax.wildcards && source[at] === '?') {
      parts.push(anyCharacter);
    } else {
      parts.push(source.charCodeAt(at));
    }
  }
  return parts;
};

/** `${*}`, `${?}` and `${$}` are the characters themselves; anything else is a key, with or without a default. */
const variable = (content: string): (number | Variable)[] => {
  if (content === '*' || content === '?' || content === '$') return [content.charCodeAt(0)];
  const [, key = content, fallback] = /^([^,]*?)\s*,\s*'([^']*)'$/.exec(content) ?? [];
  return [{ key: key.trim().toLowerCase(), fallback }];
};

const fillVariables = (
  parts: readonly (number | Variable)[],
  context: RequestContext,
  syntax: PatternSyntax,
): Glob | undefined => {
  const filled: number[] = [];
  for (const part of parts) {
    if (typeof part === 'number') {
      filled.push(part);
      continue;
    }
    const values = context.get(part.key);
    // A key with several values cannot be a variable; IAM then treats the variable as one without a value.
    const value = values?.length === 1 ? values[0] : part.fallback;
    if (value === undefined) return undefined;
    filled.push(...units(syntax.ignoreCase ? value.toLowerCase() : value));
  }
  return filled;
};

const units = (text: string): number[] => Array.from({ length: text.length }, (_, index) => text.charCodeAt(index));
