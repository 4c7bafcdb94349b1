import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { Failure } from '../api/failure.ts';
import { Failed, Loading } from './faces.tsx';

/** A part of the page that is fetched when it is first shown. */
export function lazy<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  let loaded: ComponentType<Props> | undefined;
  return function Lazy(props: Props) {
    const [Part, setPart] = useState<ComponentType<Props> | undefined>(() => loaded);
    const [failure, setFailure] = useState<Failure>();
    const [attempt, setAttempt] = useState(0);
    useEffect(() => {
      if (loaded !== undefined) return;
      load().then(
        (part) => {
          loaded = part;
          setPart(() => part);
        },
        (cause: unknown) => setFailure(new Failure(navigator.onLine ? 'unreachable' : 'offline', {}, { cause })),
      );
    }, [attempt]);
    if (Part !== undefined) return <Part {...props} />;
    if (failure === undefined) return <Loading />;
    const retry = () => {
      setFailure(undefined);
      setAttempt(attempt + 1);
    };
    return <Failed failure={failure} retry={retry} />;
  };
}
