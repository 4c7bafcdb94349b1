/** What the page can show, each at an address of its own. */
export type Route =
  | {
      readonly screen:
        | 'home'
        | 'rides'
        | 'profile'
        | 'fleet'
        | 'put-unicorn'
        | 'open-rides'
        | 'new-import'
        | 'callback';
    }
  | { readonly screen: 'ride'; readonly rideId: string }
  | { readonly screen: 'unicorn'; readonly unicornId: string }
  | { readonly screen: 'import'; readonly importId: string }
  | { readonly screen: 'not-found' };

const fixed = new Map<string, Route>([
  ['/', { screen: 'home' }],
  ['/rides', { screen: 'rides' }],
  ['/profile', { screen: 'profile' }],
  ['/fleet', { screen: 'fleet' }],
  ['/fleet/new', { screen: 'put-unicorn' }],
  ['/fleet/rides', { screen: 'open-rides' }],
  ['/fleet/imports', { screen: 'new-import' }],
  ['/callback', { screen: 'callback' }],
]);

/** The route of a path; a slash at its end does not count. */
export function routeOf(pathname: string): Route {
  const path = pathname.length > 1 ? pathname.replace(/\/$/, '') : pathname;
  const [, folder, kind, ...ids] = path.split('/');
  const known = fixed.get(path);
  if (known !== undefined) return known;
  if (folder === 'rides' && kind !== undefined && ids.length === 0)
    return withId(kind, (rideId) => ({ screen: 'ride', rideId }));
  const [id, ...rest] = ids;
  if (folder !== 'fleet' || id === undefined || rest.length > 0) return { screen: 'not-found' };
  if (kind === 'unicorns') return withId(id, (unicornId) => ({ screen: 'unicorn', unicornId }));
  if (kind === 'imports') return withId(id, (importId) => ({ screen: 'import', importId }));
  return { screen: 'not-found' };
}

function withId(encoded: string, route: (id: string) => Route): Route {
  try {
    const id = decodeURIComponent(encoded);
    return id === '' ? { screen: 'not-found' } : route(id);
  } catch {
    // A percent sign that stands for nothing.
    return { screen: 'not-found' };
  }
}

export const paths = {
  home: '/',
  rides: '/rides',
  ride: (rideId: string) => `/rides/${encodeURIComponent(rideId)}`,
  profile: '/profile',
  fleet: '/fleet',
  putUnicorn: '/fleet/new',
  unicorn: (unicornId: string) => `/fleet/unicorns/${encodeURIComponent(unicornId)}`,
  openRides: '/fleet/rides',
  newImport: '/fleet/imports',
  import: (importId: string) => `/fleet/imports/${encodeURIComponent(importId)}`,
} as const;

/** A path of this page, whatever text is given: what begins with two slashes would be another host's. */
export function ownPath(path: string): string {
  return /^\/(?![/\\])/.test(path) ? path : '/';
}
