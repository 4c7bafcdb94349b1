import { useEffect, useState } from 'preact/hooks';
import { Face, Loading } from '../parts/faces.tsx';
import { SignInButton } from '../parts/sign-in-button.tsx';
import { useApp } from '../shell/app.ts';
import { navigate } from '../shell/navigation.tsx';
import { ownPath, paths } from '../shell/routes.ts';

/** Where sign-in returns to: takes what it brought, and goes on. */
export function Callback() {
  const { words, session } = useApp();
  const [failure, setFailure] = useState<'refused' | 'unreachable'>();
  useEffect(() => {
    session.finishSignIn().then(
      (path) => navigate(ownPath(path), { replace: true }),
      (error: unknown) => {
        console.info('Sign-in did not work.', error);
        setFailure(error instanceof TypeError ? 'unreachable' : 'refused');
      },
    );
  }, [session]);
  if (failure === undefined) {
    return (
      <div class="page">
        <h1 tabIndex={-1}>{words.callback.title}</h1>
        <Loading />
      </div>
    );
  }
  return (
    <div class="page" role="alert">
      <h1 tabIndex={-1}>{words.callback.failed}</h1>
      <Face icon="cloud" title="" text={failure === 'refused' ? words.callback.advice : words.callback.unreachable}>
        <SignInButton returnTo={paths.home} />
      </Face>
    </div>
  );
}
