import type { FunctionSettings, Throttle } from '../lambda/http/operation.ts';

/**
 * Where every alarm sends its reader, with the heading of its part behind it. In a repository of your own put the file's
 * address here, so that a mail's link opens: `https://github.com/OWNER/REPOSITORY/blob/main/docs/runbook.md`.
 */
export const runbook = 'docs/runbook.md';

/** What differs from stage to stage, in one place. */
export interface StageSettings {
  /**
   * The origins, beside the page's own, whose pages may call the API (CORS). `*` is any: right where nothing real is behind
   * it.
   */
  readonly allowedOrigins: readonly string[];
  /**
   * Whether data outlives the stack: deletion protection on the table and the user pool, and both are kept when the stack
   * goes. Without it `cdk destroy` removes everything.
   */
  readonly retainData: boolean;
  /** Whether the stack refuses to be deleted, by whomever, until somebody switches that off in its settings. */
  readonly terminationProtection: boolean;
  /**
   * Minutes for which a new version of a function gets a tenth of the calls, before it gets them all. When an alarm of the
   * function goes off meanwhile, all calls go back to the version before, and the whole deployment is rolled back. These
   * are the periods that CodeDeploy has for Lambda. Without it new versions get all calls at once. It costs the alarms of
   * each function, $0.30 a month for an operation.
   */
  readonly canaryMinutes?: 5 | 10 | 15 | 30;
  /**
   * A name of the API's own. Without it clients call the one that AWS gives, https://ID.execute-api.REGION.amazonaws.com,
   * and that one is closed where there is a name: give a stage its name before it has clients.
   */
  readonly domain?: DomainSettings;
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
  readonly page: PageSettings;
  /**
   * Whether who may administer the user pool signs people in by their passwords (`AdminInitiateAuth`): quick for tests
   * that make hundreds of people. Never where real people are: such a call needs no proof from whom it signs in, and gets
   * a password in the clear that it should never see.
   */
  readonly adminSignIn: boolean;
  /**
   * Whether people sign in on Cognito's managed login, which speaks their language; else on its classic pages, in English
   * alone, which stand-ins for AWS know too.
   */
  readonly managedLogin: boolean;
  /**
   * What functions need to run, where their operation says nothing else.
   * memory: 512 MB are 0.29 of a processor, where a cold start of these bundles stops getting much shorter for the money.
   * timeout: 10 s, longer than all retries of the table's client together, shorter than a gateway's patience.
   */
  readonly functionDefaults: Required<FunctionSettings>;
  /** Overrides by the name of an operation or a consumer, for a stage whose load differs. */
  readonly functions: Readonly<Record<string, FunctionOverrides>>;
  readonly rideEvents: RideEventSettings;
  /** Minutes after which a ride that nobody completed is closed, and its unicorn freed. */
  readonly rideLimit: number;
  /**
   * The operations that are called every five minutes so that an execution environment of each stays. Off by default. One
   * operation is 8,640 calls a month of some 5 ms: $0.002 for requests, $0.0003 for time at 512 MB, $0.009 for the
   * schedule. It keeps one environment and promises nothing: a second call at the same moment starts cold all the same,
   * and Lambda replaces environments when it likes. `provisionedConcurrency` does promise, at $4.4 a month for each
   * environment of 512 MB. (us-east-1, arm64, November 2026)
   */
  readonly warmUp: readonly string[];
  readonly alarms: AlarmSettings;
  /**
   * A CloudWatch dashboard of the API, the functions, the table, the events and the business. An account's first three are
   * free, each more is $3 a month.
   */
  readonly dashboard: boolean;
  /** Who is told when the account costs more than expected. Without it nobody is. */
  readonly monthlyBudget?: BudgetSettings;
}

/** A name in a hosted zone of Route 53. The zone is $0.50 a month; the certificate, and queries of its records, are free. */
export interface DomainSettings {
  /** What clients call: `api.unicorn-rides.example`, or `unicorn-rides.example`. */
  readonly name: string;
  /** The zone that the name is in, in the same account: `unicorn-rides.example`. */
  readonly zoneName: string;
  /** The zone's id: `Z0123456789ABCDEFGHIJ`. */
  readonly hostedZoneId: string;
}

/** The web page, on S3 and CloudFront. The first TB and ten million requests of a month are free. */
export interface PageSettings {
  /**
   * A name of the page's own. Without it the page is at the one that CloudFront gives, https://ID.cloudfront.net, whose
   * certificate takes TLS older than 1.2.
   */
  readonly domain?: PageDomainSettings;
  /**
   * From where CloudFront answers: North America and Europe; those with Asia, Africa and the Middle East; or everywhere. It
   * costs $0.085 a GB in the first and up to $0.12 elsewhere, after the free TB; from further away the page comes later.
   */
  readonly edges: 'PRICE_CLASS_100' | 'PRICE_CLASS_200' | 'PRICE_CLASS_ALL';
  /**
   * Where the map has its tiles from. Without it the map draws coasts and borders, and asks nobody.
   * url: as Leaflet writes it, of one host: `https://tiles.example/{z}/{x}/{y}.png`. attribution: who made them.
   */
  readonly tiles?: { readonly url: string; readonly attribution: string };
}

/** The page's name in a hosted zone of Route 53. */
export interface PageDomainSettings extends DomainSettings {
  /**
   * A certificate for the name, of us-east-1: CloudFront takes no other. Without it one is made, which needs the stack itself
   * to be there.
   */
  readonly certificateArn?: string;
}

/** Each alarm is $0.10 a month. */
export interface AlarmSettings {
  /**
   * `few`: only what nobody would notice, which is events that fail for good or come late: 3 alarms, $0.30 a month.
   * `all`: also the API's failures and latency, throttles, and what else can go wrong with events: 11 alarms, $1.10 a month. The
   * alarms of each single function come with the canary of its deployments, which is what needs them.
   */
  readonly set: 'few' | 'all';
  /**
   * Who gets a mail when an alarm goes off, and when all is well again. SNS sends them a link first, to agree by. With
   * nobody here the alarms are only seen in the console.
   */
  readonly emails: readonly string[];
}

/** A budget only tells, it stops nothing; it costs nothing. https://aws.amazon.com/aws-cost-management/aws-budgets/pricing/ */
export interface BudgetSettings {
  /**
   * What the whole account may cost in a month, in US dollars. The mail comes at 80 % spent, and when AWS's forecast for the
   * month is above it.
   */
  readonly dollars: number;
  /** 1 to 10 addresses. */
  readonly emails: readonly string[];
}

/** How riders are told of what happens to their rides. */
export interface RideEventSettings {
  /** Who gets each message by e-mail. SNS sends them a link first, to agree by; $2 for each 100,000 e-mails. */
  readonly emails: readonly string[];
  /**
   * The most records of the stream that one call is given. A call costs the same for one record as for many ($0.20 a
   * million calls, and its milliseconds), so larger batches are cheaper where there is load; a failure repeats at most this
   * many.
   */
  readonly batchSize: number;
  /**
   * Seconds that the stream waits for a batch to fill. 0 tells riders at once, and calls as often as rides change; 5 costs
   * a rider five seconds, and saves up to four calls of five where rides come every second.
   */
  readonly batchingWindow: number;
  /**
   * Batches of one shard that are worked on at once, 1 to 10; the changes of one ride stay in order. It costs nothing by
   * itself: one more call at the same time. More helps where the age of the stream grows.
   */
  readonly parallelization: number;
  /** Attempts after the first before a record goes to the dead letters. */
  readonly retries: number;
  /** Minutes after which a record that could not be told goes to the dead letters. The stream itself keeps 24 hours. */
  readonly maximumAge: number;
}

/** What a stage may say of one function. */
export interface FunctionOverrides extends FunctionSettings {
  /**
   * Execution environments that are kept warm: no cold start up to that many at once, for $0.0000033 a GB-second
   * (arm64, us-east-1) whether used or not: 512 MB all month is $4.4.
   */
  readonly provisionedConcurrency?: number;
  /** Of an operation: requests a second for its route, in place of its own. */
  readonly throttle?: Throttle;
  /** At most so many at once, taken from the account's 1,000: protects what is behind, and keeps room for others. */
  readonly reservedConcurrency?: number;
}

const dev: StageSettings = {
  allowedOrigins: ['*'],
  retainData: false,
  terminationProtection: false,
  logRetentionDays: 7,
  tracing: false,
  sourceMaps: true,
  logLevel: 'DEBUG',
  throttle: { rate: 100, burst: 200 },
  page: { edges: 'PRICE_CLASS_100' },
  adminSignIn: true,
  managedLogin: false,
  functionDefaults: { memory: 512, timeout: 10 },
  functions: {},
  rideEvents: {
    emails: ['rides@unicorn-rides.example'],
    batchSize: 100,
    batchingWindow: 0,
    parallelization: 1,
    retries: 5,
    maximumAge: 60,
  },
  rideLimit: 120,
  warmUp: [],
  alarms: { set: 'few', emails: [] },
  dashboard: false,
};

const staging: StageSettings = {
  ...dev,
  allowedOrigins: [],
  adminSignIn: false,
  managedLogin: true,
  retainData: true,
  logRetentionDays: 30,
  logLevel: 'INFO',
  alarms: { set: 'all', emails: ['staging@unicorn-rides.example'] },
  dashboard: true,
};

const prod: StageSettings = {
  ...staging,
  page: { edges: 'PRICE_CLASS_ALL' },
  terminationProtection: true,
  canaryMinutes: 5,
  logRetentionDays: 365,
  sourceMaps: false,
  throttle: { rate: 1_000, burst: 2_000 },
  rideEvents: { ...dev.rideEvents, parallelization: 4 },
  functions: { RequestRide: { throttle: { rate: 500, burst: 1_000 } } },
  alarms: { set: 'all', emails: ['operations@unicorn-rides.example'] },
  monthlyBudget: { dollars: 100, emails: ['operations@unicorn-rides.example'] },
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
