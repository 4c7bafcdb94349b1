import type { Method, Operation, Route } from '../lambda/http/operation.ts';

const methods: readonly Method[] = ['GET', 'POST', 'PUT', 'DELETE'];

/** A route's method and path. */
export function parseRoute(route: Route): { readonly method: Method; readonly path: string } {
  const method = methods.find((candidate) => route.startsWith(`${candidate} `));
  if (method === undefined) throw new Error(`The route "${route}" begins with none of ${methods.join(', ')}.`);
  return { method, path: route.slice(method.length + 1) };
}

/** The methods that some operation uses. */
export function methodsOf(operations: readonly Pick<Operation, 'route'>[]): readonly Method[] {
  return methods.filter((method) => operations.some(({ route }) => parseRoute(route).method === method));
}
