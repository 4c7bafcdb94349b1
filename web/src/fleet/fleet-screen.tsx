import { useApp } from '../shell/app.ts';
import { Link } from '../shell/navigation.tsx';
import { paths, type Route } from '../shell/routes.ts';
import { Fleet } from './fleet.tsx';
import { FollowedImport } from './followed-import.tsx';
import { NewImport } from './new-import.tsx';
import { OpenRides } from './open-rides.tsx';
import { EditUnicorn, NewUnicorn } from './unicorn-form.tsx';

/** What operators see: the fleet, the rides that go on, and imports. */
export function FleetScreen({ route }: { readonly route: Route }) {
  const { words } = useApp();
  const ways = [
    [paths.fleet, words.fleet.list, ['fleet', 'put-unicorn', 'unicorn']],
    [paths.openRides, words.fleet.rides, ['open-rides']],
    [paths.newImport, words.fleet.imports, ['new-import', 'import']],
  ] as const;
  return (
    <div class="page">
      <nav class="row" aria-label={words.fleet.menu}>
        {ways.map(([to, text, screens]) => (
          <Link key={to} to={to} class="chip" current={screens.some((screen) => screen === route.screen)}>
            {text}
          </Link>
        ))}
      </nav>
      <Content route={route} />
    </div>
  );
}

function Content({ route }: { readonly route: Route }) {
  switch (route.screen) {
    case 'put-unicorn':
      return <NewUnicorn />;
    case 'unicorn':
      return <EditUnicorn key={route.unicornId} unicornId={route.unicornId} />;
    case 'open-rides':
      return <OpenRides />;
    case 'new-import':
      return <NewImport />;
    case 'import':
      return <FollowedImport key={route.importId} importId={route.importId} />;
    default:
      return <Fleet />;
  }
}
