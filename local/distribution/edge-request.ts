import type { EdgeRequest, EdgeValue } from './edge-function.ts';

/** A visitor's request, as far as an edge reads it. */
export interface EdgeHead {
  readonly method: string;
  /** As it was sent, percent-encoded, without the query. */
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The request as CloudFront gives it to a function: decoded are neither the path nor the query. */
export function edgeRequestOf({ method, path, query, headers }: EdgeHead): EdgeRequest {
  const { cookie = '', ...others } = headers;
  return {
    method,
    uri: path,
    querystring: valuesOf(query.split('&')),
    headers: Object.fromEntries(Object.entries(others).map(([name, value]) => [name, { value }])),
    cookies: valuesOf(cookie.split(';').map((pair) => pair.trim())),
  };
}

/** `name=value` pairs by name; of one that comes more than once all values, and the last as its value. */
function valuesOf(pairs: readonly string[]): Record<string, EdgeValue> {
  const parts = pairs
    .filter((pair) => pair !== '')
    .map((pair) => {
      const end = pair.indexOf('=');
      return end < 0 ? { name: pair, value: '' } : { name: pair.slice(0, end), value: pair.slice(end + 1) };
    });
  const byName = Map.groupBy(parts, ({ name }) => name);
  return Object.fromEntries(
    Array.from(byName, ([name, values]) => {
      const multiValue = values.map(({ value }) => ({ value }));
      return [name, { value: values.at(-1)?.value ?? '', ...(multiValue.length > 1 && { multiValue }) }];
    }),
  );
}
