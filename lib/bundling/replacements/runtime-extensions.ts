import { getHttpHandlerExtensionConfiguration } from '@smithy/core/protocols';

/**
 * The client's settings, ready: with no extensions there is nothing to hand round, but the time limits of sockets still
 * reach the request handler here.
 *
 * @throws when extensions are given
 */
export function resolveRuntimeExtensions<Config extends Parameters<typeof getHttpHandlerExtensionConfiguration>[0]>(
  config: Config,
  extensions: readonly unknown[],
): Config {
  if (extensions.length > 0) throw new Error('Extensions are left out of the bundles: see lib/bundling/cuts.ts.');
  getHttpHandlerExtensionConfiguration(config);
  return config;
}
