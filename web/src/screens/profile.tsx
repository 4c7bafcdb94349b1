import { Failed, Loading } from '../parts/faces.tsx';
import { useProfile } from '../rides/profile.ts';
import { ProfileForm } from '../rides/profile-form.tsx';
import { useApp } from '../shell/app.ts';

/** Who someone is to the rides. */
export function ProfileScreen() {
  const { words } = useApp();
  const { value, failure, reload } = useProfile();
  return (
    <div class="page page-narrow">
      <h1 tabIndex={-1}>{words.profile.title}</h1>
      {failure !== undefined && <Failed failure={failure} retry={reload} />}
      {value === undefined && failure === undefined && <Loading />}
      {value !== undefined && <ProfileForm key={value.etag ?? 'new'} profile={value} onChanged={reload} />}
    </div>
  );
}
