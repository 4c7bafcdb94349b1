import { useState } from 'preact/hooks';
import { answerOf, type Unicorn } from '../api/client.ts';
import { Confirm } from '../parts/dialog.tsx';
import { Failed } from '../parts/faces.tsx';
import { UnicornLine } from '../parts/unicorn-line.tsx';
import { useApp } from '../shell/app.ts';
import { useAction } from '../shell/load.ts';
import { navigate } from '../shell/navigation.tsx';
import { paths } from '../shell/routes.ts';

interface UnicornStepsProps {
  readonly unicorn: Unicorn;
  readonly etag: string;
  readonly onChanged: () => void;
}

/** What is done to a unicorn with one tap: let it rest, set it free, remove it. */
export function UnicornSteps({ unicorn, etag, onChanged }: UnicornStepsProps) {
  const { api, words, say } = useApp();
  const [isAsking, setAsking] = useState(false);
  const { unicornId, name, color, gender, location, status } = unicorn;
  const params = { path: { unicornId }, header: { 'If-Match': etag } };

  const turn = useAction(async (next: 'available' | 'resting') => {
    const body = { name, color, gender, location, status: next };
    await answerOf(api.PUT('/unicorns/{unicornId}', { params, body }));
    say(words.fleet.saved(name));
    onChanged();
  });
  const remove = useAction(async (_: undefined) => {
    await answerOf(api.DELETE('/unicorns/{unicornId}', { params }));
    say(words.fleet.removed(name));
    navigate(paths.fleet);
  });
  const failure = turn.failure ?? remove.failure;
  return (
    <div class="card">
      <UnicornLine unicorn={unicorn}>
        <span class={`status status-${status}`}>{words.unicorn.status[status]}</span>
      </UnicornLine>
      {failure !== undefined && <Failed failure={failure} retry={onChanged} />}
      <div class="row">
        <button
          type="button"
          class="button"
          aria-disabled={turn.isBusy}
          onClick={() => turn.run(status === 'resting' ? 'available' : 'resting')}
        >
          {status === 'resting' ? words.fleet.wake : words.fleet.rest}
        </button>
        <button type="button" class="button button-danger" onClick={() => setAsking(true)}>
          {words.fleet.remove}
        </button>
      </div>
      {isAsking && (
        <Confirm
          title={words.fleet.removeAsk(name)}
          text={words.fleet.removeText}
          yes={words.fleet.remove}
          no={words.fleet.keep}
          onNo={() => setAsking(false)}
          onYes={() => {
            setAsking(false);
            remove.run(undefined);
          }}
        />
      )}
    </div>
  );
}
