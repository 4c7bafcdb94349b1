import { useEffect, useState } from 'preact/hooks';
import { useApp } from './app.ts';
import { useOnline, useUpdate } from './update.ts';

/** Milliseconds that something said stays to be seen. */
const stay = 6_000;

/** What concerns every screen: no network, a new version, and what was just done. */
export function Banners({ said }: { readonly said: { readonly text: string; readonly count: number } }) {
  const { words } = useApp();
  const isOnline = useOnline();
  const update = useUpdate();
  const [seen, setSeen] = useState(0);

  useEffect(() => {
    const timer = setTimeout(() => setSeen(said.count), stay);
    return () => clearTimeout(timer);
  }, [said.count]);

  return (
    <div class="banners">
      <div role="status">
        {!isOnline && <p class="banner banner-bad">{words.shell.offline}</p>}
        {said.count > seen && <p class="banner">{said.text}</p>}
      </div>
      {update !== undefined && (
        <div class="banner" role="status">
          {words.shell.update}{' '}
          <button type="button" class="button" onClick={update}>
            {words.shell.reload}
          </button>
        </div>
      )}
    </div>
  );
}
