import { useState } from 'preact/hooks';
import { useApp } from '../shell/app.ts';

/** Leaves for sign-in, and says so where that cannot be reached. @param returnTo the path to come back to */
export function SignInButton({ returnTo }: { readonly returnTo: string }) {
  const { words, session, language } = useApp();
  const [hasFailed, setFailed] = useState(false);
  const leave = () => {
    setFailed(false);
    session.signIn(returnTo, language).catch((error: unknown) => {
      console.info('Sign-in was not reached.', error);
      setFailed(true);
    });
  };
  return (
    <>
      <button type="button" class="button button-main" onClick={leave}>
        {words.shell.signIn}
      </button>
      {hasFailed && (
        <p class="fault" role="alert">
          {words.callback.unreachable}
        </p>
      )}
    </>
  );
}
