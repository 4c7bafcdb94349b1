import { lazy } from '../parts/lazy.tsx';
import { Callback } from '../screens/callback.tsx';
import { Home } from '../screens/home.tsx';
import { Forbidden, NotFound } from '../screens/lost.tsx';
import { ProfileScreen } from '../screens/profile.tsx';
import { RideScreen } from '../screens/ride.tsx';
import { Rides } from '../screens/rides.tsx';
import { Welcome } from '../screens/welcome.tsx';
import { useApp } from './app.ts';
import { type Route, routeOf } from './routes.ts';

/** Operators are few: riders do not fetch their screens. */
const FleetScreen = lazy(async () => (await import('../fleet/fleet-screen.tsx')).FleetScreen);

/** What is shown at an address, to whoever is signed in or is not. */
export function Screen({ path }: { readonly path: string }) {
  const { person } = useApp();
  const route = routeOf(path);
  if (route.screen === 'not-found') return <NotFound />;
  if (route.screen === 'callback') return <Callback />;
  if (person === undefined) return <Welcome returnTo={path} />;
  return <OwnScreen route={route} isOperator={person.isOperator} />;
}

function OwnScreen({ route, isOperator }: { readonly route: Route; readonly isOperator: boolean }) {
  switch (route.screen) {
    case 'home':
      return <Home />;
    case 'rides':
      return <Rides />;
    case 'ride':
      return <RideScreen key={route.rideId} rideId={route.rideId} />;
    case 'profile':
      return <ProfileScreen />;
    default:
      return isOperator ? <FleetScreen route={route} /> : <Forbidden />;
  }
}
