import { memoize } from '@smithy/core/config';
import type { Provider } from '@smithy/types';

interface Setting<Value> {
  readonly environmentVariableSelector: (
    environment: Record<string, string | undefined>,
    options?: Caller,
  ) => Value | undefined;
  readonly default: Value | Provider<Value>;
}

interface Caller {
  readonly signingName?: string;
}

/**
 * Reads one of the SDK's settings (`AWS_REGION`, `AWS_ENDPOINT_URL` ...) from the environment, else takes its default.
 * The SDK also looks into `~/.aws`, which no function has. As in the SDK, a value that cannot be read counts as not set.
 */
export function loadConfig<Value>(setting: Setting<Value>, caller: Caller = {}): Provider<Value> {
  const isProvider = (value: Value | Provider<Value>): value is Provider<Value> => typeof value === 'function';
  return memoize(async () => {
    const value = readEnvironment(setting, caller);
    if (value !== undefined) return value;
    return isProvider(setting.default) ? setting.default() : setting.default;
  });
}

function readEnvironment<Value>(setting: Setting<Value>, caller: Caller): Value | undefined {
  try {
    return setting.environmentVariableSelector(process.env, caller);
  } catch {
    return undefined;
  }
}
