import type { FunctionSettings, Throttle } from '../lambda/http/operation.ts';

/** What differs from stage to stage, in one place. */
export interface StageSettings {
  /**
   * The origins whose pages may call the API (CORS). `*` is any: right where nothing real is behind it.
   */
  readonly allowedOrigins: readonly string[];
  /**
   * Whether data outlives the stack: deletion protection on the table and the user pool, and both are kept when the stack
   * goes. Without it `cdk destroy` removes everything.
   */
  readonly retainData: boolean;
  /** How long logs are kept, in days: one of CloudWatch's periods. They cost $0.03 a GB and month (us-east-1). */
  readonly logRetentionDays: 7 | 30 | 365;
  /** X-Ray's traces of each function: $5 a million traced requests, after the first 100,000 a month. */
  readonly tracing: boolean;
  /**
   * Source maps beside the bundles, so that stacks name our lines. They are about ten times the bundle and are read when a
   * function first fails, so they are left out where cold starts matter.
   */
  readonly sourceMaps: boolean;
  /** The least level that is logged. */
  readonly logLevel: 'DEBUG' | 'INFO' | 'WARN';
  /** What holds for each route that sets nothing tighter. The account's own limit is 10,000 requests a second. */
  readonly throttle: Throttle;
  /** Where sign-in may return to. Without a page of the app's own, a developer's machine. */
  readonly callbackUrls: readonly string[];
  /**
   * What functions need to run, where their operation says nothing else.
   * memory: 512 MB are 0.29 of a processor, where a cold start of these bundles stops getting much shorter for the money.
   * timeout: 10 s, longer than all retries of the table's client together, shorter than a gateway's patience.
   */
  readonly functionDefaults: Required<FunctionSettings>;
  /** Overrides by operation, for a stage whose load differs. */
  readonly operations: Readonly<Record<string, OperationSettings>>;
}

/** What a stage may say of one operation's function. */
export interface OperationSettings extends FunctionSettings {
  /**
   * Execution environments that are kept warm: no cold start up to that many at once, for $0.0000033 a GB-second
   * (arm64, us-east-1) whether used or not: 512 MB all month is $4.4.
   */
  readonly provisionedConcurrency?: number;
  /** Requests a second for this route, in place of the operation's own. */
  readonly throttle?: Throttle;
  /** At most so many at once, taken from the account's 1,000: protects what is behind, and keeps room for others. */
  readonly reservedConcurrency?: number;
}

const dev: StageSettings = {
  allowedOrigins: ['*'],
  retainData: false,
  logRetentionDays: 7,
  tracing: false,
  sourceMaps: true,
  logLevel: 'DEBUG',
  throttle: { rate: 100, burst: 200 },
  callbackUrls: ['http://localhost:5173/'],
  functionDefaults: { memory: 512, timeout: 10 },
  operations: {},
};

const staging: StageSettings = {
  ...dev,
  allowedOrigins: ['https://staging.unicorn-rides.example'],
  callbackUrls: ['https://staging.unicorn-rides.example/'],
  retainData: true,
  logRetentionDays: 30,
  logLevel: 'INFO',
};

const prod: StageSettings = {
  ...staging,
  allowedOrigins: ['https://unicorn-rides.example'],
  callbackUrls: ['https://unicorn-rides.example/'],
  logRetentionDays: 365,
  sourceMaps: false,
  throttle: { rate: 1_000, burst: 2_000 },
  operations: { RequestRide: { throttle: { rate: 500, burst: 1_000 } } },
};

export const stages = { dev, staging, prod } as const satisfies Record<string, StageSettings>;
export type StageName = keyof typeof stages;

/**
 * The stage that a person named with `-c stage=NAME`; dev when they named none.
 *
 * @throws when there is no such stage
 */
export function stageNamed(name: unknown = 'dev'): StageName {
  for (const stage of Object.keys(stages)) if (isStage(stage) && stage === name) return stage;
  throw new Error(`There is no stage "${name}". The stages are ${Object.keys(stages).join(', ')}.`);
}

function isStage(name: string): name is StageName {
  return Object.hasOwn(stages, name);
}
