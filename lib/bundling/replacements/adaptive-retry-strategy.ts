/** The functions retry in the `standard` mode. Adaptive mode (`AWS_RETRY_MODE=adaptive`) is refused, not ignored. */
export class AdaptiveRetryStrategy {
  constructor() {
    throw new Error('The adaptive retry mode is left out of the bundles: see lib/bundling/cuts.ts.');
  }
}
