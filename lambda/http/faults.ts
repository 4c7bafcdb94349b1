import * as z from 'zod/mini';
import type { Fault } from './problems.ts';

z.config({ customError: describe });

/** What would mend an issue, for those schemas that do not say it themselves. */
function describe(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is required' : `must be ${kinds[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.join(', ')}`;
    case 'too_small':
      return `must be ${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `must be ${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'unrecognized_keys':
      return 'is not known';
    default:
      return 'is not valid';
  }
}

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a string',
  object: 'an object',
  array: 'an array',
};

/** The faults of a body, each at its JSON pointer (RFC 6901); unknown members one by one. */
export function bodyFaults(error: z.core.$ZodError): Fault[] {
  return error.issues.flatMap((issue) =>
    pathsOf(issue).map((path) => ({ pointer: toPointer(path), detail: issue.message })),
  );
}

/** The faults of a path or a query, each at its parameter. */
export function parameterFaults(error: z.core.$ZodError): Fault[] {
  return error.issues.flatMap((issue) =>
    pathsOf(issue).map(([parameter, member]) => ({
      parameter: String(parameter),
      detail: typeof member === 'string' ? `${member} ${issue.message}` : issue.message,
    })),
  );
}

/** The faults of headers, each at its header's customary name: `If-Match`. */
export function headerFaults(error: z.core.$ZodError): Fault[] {
  return error.issues.map(({ path: [header], message }) => ({
    header: String(header).replace(/(^|-)[a-z]/g, (start) => start.toUpperCase()),
    detail: message,
  }));
}

function pathsOf(issue: z.core.$ZodIssue): PropertyKey[][] {
  return issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [issue.path];
}

function toPointer(path: readonly PropertyKey[]): string {
  return path.map((part) => `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
