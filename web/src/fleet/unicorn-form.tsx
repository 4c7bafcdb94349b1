import { useState } from 'preact/hooks';
import { answerOf, type Unicorn, type UnicornInput } from '../api/client.ts';
import { Failed, Loading } from '../parts/faces.tsx';
import { Choice, Field } from '../parts/field.tsx';
import { PlaceButtons } from '../places/place-buttons.tsx';
import { PlaceField } from '../places/place-field.tsx';
import { useApp } from '../shell/app.ts';
import { useAction, useLoad } from '../shell/load.ts';
import { Link, navigate } from '../shell/navigation.tsx';
import { paths } from '../shell/routes.ts';
import { UnicornSteps } from './unicorn-steps.tsx';

/** A unicorn that is not there yet: an id that is taken is refused. */
export function NewUnicorn() {
  const { words } = useApp();
  return (
    <>
      <h1 tabIndex={-1}>{words.fleet.add}</h1>
      <UnicornForm unicorn={undefined} condition={{ 'If-None-Match': '*' }} onSaved={() => navigate(paths.fleet)} />
    </>
  );
}

/** A unicorn of the fleet: changed only as it was shown. */
export function EditUnicorn({ unicornId }: { readonly unicornId: string }) {
  const { api, words } = useApp();
  const { value, failure, reload } = useLoad(unicornId, async (signal) => {
    const { data, response } = await answerOf(
      api.GET('/unicorns/{unicornId}', { params: { path: { unicornId } }, signal }),
    );
    return { unicorn: data, etag: response.headers.get('etag') ?? '*' };
  });
  return (
    <>
      <h1 tabIndex={-1}>{words.fleet.edit(unicornId)}</h1>
      {failure !== undefined && <Failed failure={failure} retry={reload} />}
      {value === undefined && failure === undefined && <Loading />}
      {value?.unicorn?.status === 'onRide' && (
        <p class="notice">
          {words.fleet.onRide}{' '}
          {value.unicorn.rideId !== undefined && (
            <Link to={paths.ride(value.unicorn.rideId)}>{words.fleet.toRide}</Link>
          )}
        </p>
      )}
      {value?.unicorn !== undefined && value.unicorn.status !== 'onRide' && (
        <>
          <UnicornSteps unicorn={value.unicorn} etag={value.etag} onChanged={reload} />
          <UnicornForm
            key={value.etag}
            unicorn={value.unicorn}
            condition={{ 'If-Match': value.etag }}
            onSaved={reload}
            onOld={reload}
          />
        </>
      )}
    </>
  );
}

interface UnicornFormProps {
  readonly unicorn: Unicorn | undefined;
  readonly condition: { 'If-Match': string } | { 'If-None-Match': '*' };
  readonly onSaved: () => void;
  /** It was changed meanwhile: shows it as it is now. */
  readonly onOld?: () => void;
}

function UnicornForm({ unicorn, condition, onSaved, onOld }: UnicornFormProps) {
  const { api, words, say } = useApp();
  const [unicornId, setId] = useState(unicorn?.unicornId ?? '');
  const [name, setName] = useState(unicorn?.name ?? '');
  const [color, setColor] = useState(unicorn?.color ?? '');
  const [gender, setGender] = useState(unicorn?.gender ?? 'female');
  const [location, setLocation] = useState(unicorn?.location);
  const [status, setStatus] = useState<UnicornInput['status']>(unicorn?.status === 'resting' ? 'resting' : 'available');
  const [isIncomplete, setIncomplete] = useState(false);

  const save = useAction(async (body: UnicornInput) => {
    const params = { path: { unicornId }, header: condition };
    await answerOf(api.PUT('/unicorns/{unicornId}', { params, body }));
    say(words.fleet.saved(name));
    onSaved();
  });
  const submit = (event: Event) => {
    event.preventDefault();
    setIncomplete(location === undefined);
    if (location !== undefined) save.run({ name, color, gender, location, status });
  };
  const faultAt = (member: string) =>
    save.failure?.faults.some(({ pointer }) => pointer === `/${member}`) ? words.profile.nameHint : undefined;
  const isTaken = unicorn === undefined && save.failure?.kind === 'precondition-failed';
  return (
    <form class="card" onSubmit={submit}>
      {unicorn === undefined && (
        <Field
          label={words.fleet.id}
          value={unicornId}
          onValue={setId}
          required
          pattern="[A-Za-z0-9_\-]{1,64}"
          hint={words.fleet.idHint}
          fault={isTaken ? words.fleet.exists : undefined}
        />
      )}
      <Field label={words.fleet.name} value={name} onValue={setName} required fault={faultAt('name')} />
      <Field label={words.fleet.color} value={color} onValue={setColor} required fault={faultAt('color')} />
      <Choice
        label={words.fleet.gender}
        value={gender}
        options={(['female', 'male'] as const).map((each) => [each, words.unicorn.gender[each]] as const)}
        onValue={setGender}
      />
      <PlaceField label={words.fleet.location} value={location} onValue={setLocation} />
      {isIncomplete && location === undefined && (
        <p class="fault" role="alert">
          {words.fleet.needsPlace}
        </p>
      )}
      <PlaceButtons home={undefined} onValue={setLocation} />
      <Choice
        label={words.fleet.status}
        value={status}
        options={(['available', 'resting'] as const).map((each) => [each, words.unicorn.status[each]] as const)}
        onValue={setStatus}
      />
      {save.failure !== undefined && !isTaken && <Failed failure={save.failure} retry={onOld} />}
      <button type="submit" class="button button-main" aria-disabled={save.isBusy}>
        {words.fleet.save}
      </button>
    </form>
  );
}
