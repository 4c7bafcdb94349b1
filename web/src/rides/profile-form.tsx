import { useState } from 'preact/hooks';
import { answerOf } from '../api/client.ts';
import { Confirm } from '../parts/dialog.tsx';
import { Failed } from '../parts/faces.tsx';
import { Field } from '../parts/field.tsx';
import { PlaceField } from '../places/place-field.tsx';
import { useApp } from '../shell/app.ts';
import { useAction } from '../shell/load.ts';
import type { Profile } from './profile.ts';

interface ProfileFormProps {
  readonly profile: Profile;
  readonly onChanged: () => void;
}

/** The form of a profile: made when there is none, changed where it still is as it was shown. */
export function ProfileForm({ profile: { user, etag }, onChanged }: ProfileFormProps) {
  const { api, person, words, say } = useApp();
  const [name, setName] = useState(user?.name ?? '');
  const [phone, setPhone] = useState(user?.phone ?? '');
  const [home, setHome] = useState(user?.home);
  const [isAsking, setAsking] = useState(false);
  const path = { userId: person?.id ?? '' };

  const save = useAction(async (_: undefined) => {
    const body = {
      name,
      ...(phone.trim() !== '' && { phone: phone.trim() }),
      ...(home !== undefined && { home }),
    };
    if (user === undefined) await answerOf(api.POST('/users', { body }));
    else {
      const header = etag === undefined ? {} : { 'If-Match': etag };
      await answerOf(api.PUT('/users/{userId}', { params: { path, header }, body }));
    }
    say(words.profile.saved);
    onChanged();
  });
  const remove = useAction(async (_: undefined) => {
    await answerOf(api.DELETE('/users/{userId}', { params: { path } }));
    say(words.profile.removed);
    onChanged();
  });

  const faultAt = (member: string) => save.failure?.faults.some(({ pointer }) => pointer === `/${member}`);
  return (
    <>
      {user === undefined && <p class="lead">{words.profile.fresh}</p>}
      <form
        class="card"
        onSubmit={(event) => {
          event.preventDefault();
          save.run(undefined);
        }}
      >
        <Field
          label={words.profile.name}
          value={name}
          onValue={setName}
          required
          autocomplete="name"
          hint={words.profile.nameHint}
          fault={faultAt('name') ? words.profile.nameHint : undefined}
        />
        <Field
          label={words.profile.email}
          value={user?.email ?? person?.email ?? ''}
          readOnly
          hint={words.profile.emailHint}
        />
        <Field
          label={words.profile.phone}
          value={phone}
          onValue={setPhone}
          inputMode="tel"
          autocomplete="tel"
          hint={words.profile.phoneHint}
          fault={faultAt('phone') ? words.profile.phoneHint : undefined}
        />
        <PlaceField label={words.profile.home} value={home} onValue={setHome} />
        {save.failure !== undefined && (
          <Failed failure={save.failure} retry={save.failure.kind === 'precondition-failed' ? onChanged : undefined} />
        )}
        {remove.failure !== undefined && <Failed failure={remove.failure} />}
        <div class="row">
          <button type="submit" class="button button-main" aria-disabled={save.isBusy}>
            {words.profile.save}
          </button>
          {user !== undefined && (
            <button type="button" class="button button-danger" onClick={() => setAsking(true)}>
              {words.profile.remove}
            </button>
          )}
        </div>
      </form>
      {isAsking && (
        <Confirm
          title={words.profile.removeAsk}
          text={words.profile.removeText}
          yes={words.profile.remove}
          no={words.profile.keep}
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            remove.run(undefined);
          }}
        />
      )}
    </>
  );
}
