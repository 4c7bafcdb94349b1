import { useApp } from '../shell/app.ts';
import type { Load } from '../shell/load.ts';
import { Link } from '../shell/navigation.tsx';
import { paths } from '../shell/routes.ts';
import type { Profile } from './profile.ts';

/** Asks those without a profile for one. They can ride without it. */
export function ProfileHint({ profile }: { readonly profile: Load<Profile> }) {
  const { words } = useApp();
  if (profile.value === undefined || profile.value.user !== undefined) return null;
  return (
    <p class="notice">
      {words.home.fillIn} <Link to={paths.profile}>{words.home.toProfile}</Link>
    </p>
  );
}
