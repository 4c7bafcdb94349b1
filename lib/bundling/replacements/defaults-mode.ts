import { memoize } from '@smithy/core/config';
import type { Provider } from '@smithy/types';

interface Choice {
  readonly defaultsMode?: string | Provider<string>;
}

/**
 * Which set of defaults the client takes: what is configured, else `AWS_DEFAULTS_MODE`, else `legacy`. The mode `auto`
 * is `in-region` here: the SDK asks where it runs, and a function runs in its own region.
 */
export function resolveDefaultsModeConfig({ defaultsMode }: Choice = {}): Provider<string> {
  return memoize(async () => {
    const chosen = typeof defaultsMode === 'function' ? await defaultsMode() : defaultsMode;
    const mode = (chosen ?? process.env.AWS_DEFAULTS_MODE ?? 'legacy').toLowerCase();
    return mode === 'auto' ? 'in-region' : mode;
  });
}
