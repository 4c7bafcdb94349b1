import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { Failure } from '../api/failure.ts';

/** Something on its way, there, or not to be had. What was there stays while it is fetched again. */
export interface Load<Value> {
  readonly value: Value | undefined;
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
  readonly reload: () => void;
}

interface State<Value> {
  readonly key: string;
  readonly value: Value | undefined;
  readonly failure: Failure | undefined;
  readonly isLoading: boolean;
}

/**
 * Fetches something whenever its key changes, and again when a lost network is back. An answer that comes after the next
 * question was asked does not count.
 *
 * @param key what is asked for; undefined asks for nothing
 */
export function useLoad<Value>(key: string | undefined, load: (signal: AbortSignal) => Promise<Value>): Load<Value> {
  const [attempt, setAttempt] = useState(0);
  const [state, setState] = useState<State<Value>>({ key: '', value: undefined, failure: undefined, isLoading: false });
  const latest = useRef(load);
  latest.current = load;
  const reload = useCallback(() => setAttempt((count) => count + 1), []);

  useEffect(() => {
    if (key === undefined) return undefined;
    const abort = new AbortController();
    setState((last) => ({
      key,
      value: last.key === key ? last.value : undefined,
      failure: undefined,
      isLoading: true,
    }));
    latest.current(abort.signal).then(
      (value) => {
        if (!abort.signal.aborted) setState({ key, value, failure: undefined, isLoading: false });
      },
      (error: unknown) => {
        if (abort.signal.aborted) return;
        setState((last) => ({ ...last, failure: asFailure(error), isLoading: false }));
      },
    );
    return () => abort.abort();
  }, [key, attempt]);

  const failed = state.failure !== undefined;
  useEffect(() => {
    if (!failed) return undefined;
    addEventListener('online', reload);
    return () => removeEventListener('online', reload);
  }, [failed, reload]);

  const isCurrent = key !== undefined && state.key === key;
  return {
    value: isCurrent ? state.value : undefined,
    failure: isCurrent ? state.failure : undefined,
    isLoading: key !== undefined && (!isCurrent || state.isLoading),
    reload,
  };
}

/** Something that a person sets going. */
export interface Action<Input> {
  readonly isBusy: boolean;
  readonly failure: Failure | undefined;
  /** Begins, unless it is under way already. */
  readonly run: (input: Input) => void;
  readonly clear: () => void;
}

/** One doing at a time, with the failure of the last one. */
export function useAction<Input>(act: (input: Input) => Promise<void>): Action<Input> {
  const [isBusy, setBusy] = useState(false);
  // A second tap may come before the first one has been drawn.
  const busy = useRef(false);
  const [failure, setFailure] = useState<Failure>();
  return {
    isBusy,
    failure,
    clear: () => setFailure(undefined),
    run: (input) => {
      if (busy.current) return;
      busy.current = true;
      setBusy(true);
      setFailure(undefined);
      act(input)
        .catch((error: unknown) => setFailure(asFailure(error)))
        .finally(() => {
          busy.current = false;
          setBusy(false);
        });
    },
  };
}

/** What nobody foresaw is a failure too, and the browser's console has its cause. */
function asFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  console.error(error);
  return new Failure('unknown', {}, { cause: error });
}
