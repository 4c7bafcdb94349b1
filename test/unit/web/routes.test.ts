import { expect, test } from 'vitest';
import { ownPath, paths, routeOf } from '../../../web/src/shell/routes.ts';

test.each([
  ['/', { screen: 'home' }],
  ['/rides', { screen: 'rides' }],
  ['/rides/', { screen: 'rides' }],
  ['/rides/abc', { screen: 'ride', rideId: 'abc' }],
  ['/fleet/unicorns/a_b-1', { screen: 'unicorn', unicornId: 'a_b-1' }],
  ['/fleet/imports', { screen: 'new-import' }],
  ['/fleet/imports/i1', { screen: 'import', importId: 'i1' }],
])('%s is a screen', (path, route) => {
  expect(routeOf(path)).toEqual(route);
});

test.each(['/nowhere', '/rides/a/b', '/rides/%', '/fleet/unicorns', '/fleet/unicorns/a/b', '/fleet/other/a', '/RIDES'])(
  '%s is none',
  (path) => {
    expect(routeOf(path)).toEqual({ screen: 'not-found' });
  },
);

test('each path that the page makes leads back to what it is of, whatever the id', () => {
  for (const id of ['a', 'a/b', 'ä ö%', '..']) {
    expect(routeOf(paths.ride(id))).toEqual({ screen: 'ride', rideId: id });
    expect(routeOf(paths.unicorn(id))).toEqual({ screen: 'unicorn', unicornId: id });
    expect(routeOf(paths.import(id))).toEqual({ screen: 'import', importId: id });
  }
});

test.each(['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)', ''])(
  'signing in does not lead to %j',
  (path) => {
    expect(ownPath(path)).toBe('/');
  },
);

test('signing in leads back into the page', () => {
  expect(ownPath('/rides/abc')).toBe('/rides/abc');
});
