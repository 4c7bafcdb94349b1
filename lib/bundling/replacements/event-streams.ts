/** No DynamoDB operation streams events (HTTP/2): what asks for them all the same is told why it fails. */
export class EventStreamSerde {
  constructor() {
    throw new Error('Event streams are left out of the bundles: see lib/bundling/cuts.ts.');
  }
}

export function eventStreamSerdeProvider(): undefined {
  return undefined;
}

/** The clients of services that do stream events prepare for it when they are made. */
export function resolveEventStreamSerdeConfig<Config>(config: Config): Config {
  return config;
}
