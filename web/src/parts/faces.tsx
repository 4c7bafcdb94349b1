import type { ComponentChildren } from 'preact';
import type { Failure } from '../api/failure.ts';
import { useApp } from '../shell/app.ts';
import { Icon, type IconName } from './icon.tsx';
import { SignInButton } from './sign-in-button.tsx';

interface FaceProps {
  readonly icon: IconName;
  readonly title: string;
  readonly text: string;
  readonly children?: ComponentChildren;
}

/** A state that fills its place: what is so, and what to do. */
export function Face({ icon, title, text, children }: FaceProps) {
  return (
    <div class="face">
      <Icon name={icon} class="face-icon" />
      <p class="face-title">{title}</p>
      <p>{text}</p>
      {children}
    </div>
  );
}

/** Something on its way: three grey bars, and a word for those who listen. */
export function Loading() {
  const { words } = useApp();
  return (
    <div class="skeleton" role="status">
      <span class="unseen">{words.shell.loading}</span>
      <i />
      <i />
      <i />
    </div>
  );
}

interface FailedProps {
  readonly failure: Failure;
  readonly retry?: (() => void) | undefined;
}

/** What went wrong, in plain words, with what to do and what to quote. */
export function Failed({ failure, retry }: FailedProps) {
  const { words } = useApp();
  const [title, advice] = words.failures[failure.kind];
  const isSignedOut = failure.kind === 'signed-out';
  return (
    <div class="notice notice-bad" role="alert">
      <p>
        <strong>{title}.</strong> {advice}
      </p>
      {failure.requestId !== undefined && (
        <p class="small">
          {words.shell.requestId} <code>{failure.requestId}</code>
        </p>
      )}
      {isSignedOut && <SignInButton returnTo={location.pathname} />}
      {!isSignedOut && retry !== undefined && (
        <button type="button" class="button" onClick={retry}>
          {words.shell.retry}
        </button>
      )}
    </div>
  );
}
