import type { Route } from './http-api.ts';

/** A route that matches a request, with what its parameters stand for. */
export interface RouteMatch {
  readonly route: Route;
  readonly parameters: Readonly<Record<string, string>>;
}

/** Finds the route of a request, by its method and the decoded segments of its path. */
export type FindRoute = (method: string, segments: readonly string[]) => RouteMatch | undefined;

const key = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) (\/.*)$/;

/** Whether a text is a route key: `$default`, or a method and a path whose parameters are whole segments. */
export function isRouteKey(text: string): boolean {
  if (text === '$default') return true;
  const path = key.exec(text)?.[2];
  if (path === undefined) return false;
  const segments = segmentsOf(path);
  return segments.every((segment, index) => {
    const last = index === segments.length - 1;
    return /^[^{}]*$/.test(segment) || /^\{[\w.-]+\}$/.test(segment) || (last && /^\{[\w.-]+\+\}$/.test(segment));
  });
}

/** The parts of a path between its slashes; a slash at the end makes an empty last one. */
export const segmentsOf = (path: string): string[] => path.split('/').slice(1);

/**
 * The order in which AWS documents that HTTP APIs choose: a full match, then a greedy `{proxy+}`, then `$default`;
 * the method itself before ANY; and segment by segment a static one before a parameter.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html
 */
export function routeTable(routes: readonly Route[]): FindRoute {
  const entries = routes.map(entryOf).sort(moreSpecificFirst);
  return (method, segments) => {
    for (const entry of entries) {
      if (entry.method !== 'ANY' && entry.method !== method) continue;
      const parameters = match(entry, segments);
      if (parameters) return { route: entry.route, parameters };
    }
    return undefined;
  };
}

type Segment = { readonly text: string } | { readonly parameter: string; readonly greedy: boolean };

interface Entry {
  readonly route: Route;
  readonly method: string;
  /** None for `$default`, which matches any path. */
  readonly segments?: readonly Segment[];
  /** 0 a full match, 1 a greedy one, 2 `$default`. */
  readonly kind: 0 | 1 | 2;
}

function entryOf(route: Route): Entry {
  const [, method, path] = key.exec(route.key) ?? [];
  if (method === undefined || path === undefined) return { route, method: 'ANY', kind: 2 };
  const segments = segmentsOf(path).map((text): Segment => {
    const [, parameter, plus] = /^\{(.+?)(\+?)\}$/.exec(text) ?? [];
    return parameter === undefined ? { text } : { parameter, greedy: plus === '+' };
  });
  return { route, method, segments, kind: segments.some((segment) => rank(segment) === 2) ? 1 : 0 };
}

const rank = (segment: Segment | undefined) =>
  segment === undefined ? 3 : 'text' in segment ? 0 : segment.greedy ? 2 : 1;

function moreSpecificFirst(one: Entry, other: Entry): number {
  const coarse = one.kind - other.kind || Number(one.method === 'ANY') - Number(other.method === 'ANY');
  if (coarse !== 0) return coarse;
  const longest = Math.max(one.segments?.length ?? 0, other.segments?.length ?? 0);
  for (let index = 0; index < longest; index++) {
    const difference = rank(one.segments?.[index]) - rank(other.segments?.[index]);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The parameters of a path that matches; a parameter never stands for an empty segment. */
function match({ segments, kind }: Entry, found: readonly string[]): Record<string, string> | undefined {
  if (!segments) return {};
  if (kind === 0 ? found.length !== segments.length : found.length < segments.length) return undefined;
  const parameters: [string, string][] = [];
  for (const [index, segment] of segments.entries()) {
    const text = found[index] ?? '';
    if ('text' in segment) {
      if (segment.text !== text) return undefined;
      continue;
    }
    const value = segment.greedy ? found.slice(index).join('/') : text;
    if (value === '') return undefined;
    parameters.push([segment.parameter, value]);
  }
  return Object.fromEntries(parameters);
}
