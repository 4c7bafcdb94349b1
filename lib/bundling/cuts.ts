import {
  dropRegistration,
  keepItemErrors,
  keepVersion,
  logOnlyToLoggers,
  markPaginatorPure,
  nameMembers,
  refuseHostPrefixes,
} from './edits.ts';

/**
 * What the bundles leave out of the libraries, and why nothing is lost on Lambda. A cut is a promise about somebody
 * else's file, so each holds only for the file that was read when it was made: when an upgrade moves or changes that
 * file, the build fails and names the cut. Sizes are minified bytes of one bundle; `docs/cold-start.md` has the times.
 */
export type Cut = PackageCut | FileCut | Edit;

/** Another module in place of everything that a package (or one of its entry points) exports. */
export interface PackageCut {
  readonly kind: 'package';
  readonly target: string;
  /** The package that imports it: where that is in a bundle, the cut must have matched. */
  readonly importedBy: string;
  readonly replacement: string;
}

/** Another module in place of one file. */
export interface FileCut {
  readonly kind: 'file';
  readonly target: string;
  /** SHA-256 of the file that the replacement was written for. */
  readonly digest: string;
  readonly replacement: string;
}

/** One file with a change in its text. */
export interface Edit {
  readonly kind: 'edit';
  readonly target: string;
  /** @throws when the text is not what the edit expects */
  readonly edit: (source: string) => string;
}

const smithyCore = '@smithy/core/dist-es/submodules';
const dynamodb = '@aws-sdk/client-dynamodb';

/** The clients in use, whose makers write these files alike. */
const clients = [dynamodb, '@aws-sdk/client-s3', '@aws-sdk/client-sns'];

export const cuts: readonly Cut[] = [
  // 158 KB. On Lambda the role's credentials are in the environment; SSO, STS, processes and metadata are for elsewhere.
  {
    kind: 'package',
    target: '@aws-sdk/credential-provider-node',
    importedBy: dynamodb,
    replacement: 'credential-provider-node.ts',
  },
  // 9 KB. Off by default, and there for services without regional endpoints.
  {
    kind: 'package',
    target: '@aws-sdk/middleware-endpoint-discovery',
    importedBy: dynamodb,
    replacement: 'middleware-endpoint-discovery.ts',
  },
  // 18 KB. No operation of DynamoDB streams events.
  {
    kind: 'package',
    target: '@smithy/core/event-streams',
    importedBy: '@smithy/core',
    replacement: 'event-streams.ts',
  },
  // 3 KB, and node:fs/promises with all it loads. Settings come from the environment: there is no ~/.aws.
  {
    kind: 'file',
    target: `${smithyCore}/config/node-config-provider/configLoader.js`,
    digest: '52d078dae8acaf82da89c16c94bb6b0a7f6e60ddac4662289e9154fe581a03fa',
    replacement: 'config-loader.ts',
  },
  // 1 KB. Lambda always sets AWS_REGION; there is no EC2 metadata service to ask.
  {
    kind: 'file',
    target: `${smithyCore}/config/config-resolver/regionConfig/getInstanceMetadataRegion.js`,
    digest: 'da6d439b0eb4d93a17f5919d6e9d349b3931b2ac9e913b13b7abe3e4f61ee9fa',
    replacement: 'instance-metadata-region.ts',
  },
  // 1 KB. Where it runs the SDK need not find out: in its own region.
  {
    kind: 'file',
    target: `${smithyCore}/config/defaults-mode/resolveDefaultsModeConfig.js`,
    digest: '9be007b29bf82fc421dd3389c8d28881b606e69788e9d25642abc9e22c2e3d76',
    replacement: 'defaults-mode.ts',
  },
  // 3 KB. DynamoDB's operations have no host prefixes.
  { kind: 'edit', target: `${smithyCore}/protocols/HttpProtocol.js`, edit: refuseHostPrefixes },
  // 3 KB. The functions retry in standard mode.
  {
    kind: 'file',
    target: `${smithyCore}/retry/util-retry/AdaptiveRetryStrategy.js`,
    digest: '826965148cb6b0f7aae779bcc88909a275b3551f139da9d848b8558cd4463c8e',
    replacement: 'adaptive-retry-strategy.ts',
  },
  // 3 KB. Node has SHA-256 of its own.
  {
    kind: 'file',
    target: `${smithyCore}/checksum/sha256/Sha256Js.js`,
    digest: '54d26649ccb5c6f5d34f89bf22167db9f91eeab6c05af115f7b0dbf041081ec4',
    replacement: 'sha256-js.ts',
  },
  // 4 KB. Node reads HTTP's dates itself.
  {
    kind: 'file',
    target: `${smithyCore}/retry/middleware-retry/parseRetryAfterHeader.js`,
    digest: '83d62ac98338c976ef5ecc13df0a3b70bdd5adb196f04286088518ab30038eb9',
    replacement: 'retry-after.ts',
  },
  // No bytes, but what each request would prepare for the logger that drops everything: where there is none else.
  {
    kind: 'edit',
    target: '@aws-sdk/core/dist-es/submodules/client/middleware-logger/loggerMiddleware.js',
    edit: logOnlyToLoggers,
  },
  // 1 KB. The template says which Node it is.
  {
    kind: 'file',
    target: '@aws-sdk/core/dist-es/submodules/client/emitWarningIfUnsupportedVersion.js',
    digest: 'f99efb83b24696c96afe0c5b9a8fd93cc0d8a41a68ccf5f710f68d9db0a893fe',
    replacement: 'version-warning.ts',
  },
  // No bytes, but Node's web streams stay unloaded.
  {
    kind: 'file',
    target: `${smithyCore}/serde/util-stream/stream-type-check.js`,
    digest: '23dd8d4e6bf7ab9f5119bbe1b6ec09d10a2465bedb99010af620d6e9b91a6f1d',
    replacement: 'stream-type-check.ts',
  },
  // No bytes, but Node's Web Crypto stays unloaded.
  {
    kind: 'file',
    target: `${smithyCore}/serde/uuid/v4.js`,
    digest: 'a350c133f995aec4f692dc67df2d4992499d9b4b6f97f7ad7b0bdac03de798e2',
    replacement: 'uuid.ts',
  },
  // 3 KB. For signing event streams.
  {
    kind: 'file',
    target: '@smithy/signature-v4/dist-es/HeaderFormatter.js',
    digest: 'd82a105e2abe3fbd67a4c0310d48f7b93354813de1dbf98083f76fd08d4583e7',
    replacement: 'header-formatter.ts',
  },
  // 21 KB with the next, and the most time of all. DynamoDB's JSON needs little of what the SDK's codec can do.
  {
    kind: 'file',
    target: '@aws-sdk/dynamodb-codec/dist-es/codec-v2/DynamoDBJsonCodec2.js',
    digest: 'cdba9138b891095486ab348e23216494186ec07ac67b6c6db491cb2e56723d43',
    replacement: 'dynamodb-codec.ts',
  },
  {
    kind: 'file',
    target: `${smithyCore}/protocols/json/codec-v2/JsonCodec2.js`,
    digest: '39aa636ad3896d36bd1ee5af4426de78410333260aa70b0d941df72ca6e7b708',
    replacement: 'json-codec.ts',
  },
  // 16 KB with the edit of aws.js. The regional endpoint is one template; the SDK interprets a decision diagram.
  {
    kind: 'file',
    target: `${dynamodb}/dist-es/endpoint/endpointResolver.js`,
    digest: 'e701630d92948e77704224bdd6bd9e6bc5e15752597fef399d93b9c8c206007d',
    replacement: 'dynamodb-endpoint.ts',
  },
  // Each client that uses these functions registers them itself; registering them here keeps them in every bundle.
  {
    kind: 'edit',
    target: '@aws-sdk/core/dist-es/submodules/client/util-endpoints/aws.js',
    edit: dropRegistration,
  },
  // 6 KB. Errors that only operations on tables, backups and imports can answer. They would still carry their name.
  { kind: 'edit', target: `${dynamodb}/dist-es/schemas/schemas_0.js`, edit: keepItemErrors },
  // 1.5 KB: Scan with its schemas. A paginator that nobody imports may go: marked so, the call is dropped.
  { kind: 'edit', target: '@aws-sdk/lib-dynamodb/dist-es/pagination/QueryPaginator.js', edit: markPaginatorPure },
  { kind: 'edit', target: '@aws-sdk/lib-dynamodb/dist-es/pagination/ScanPaginator.js', edit: markPaginatorPure },
  // 50 KB. The schemas of the operations that nobody uses.
  { kind: 'edit', target: '@aws-sdk/client-s3/dist-es/schemas/schemas_0.js', edit: nameMembers },
  // 2 KB each. The functions give their clients no extensions.
  ...clients.map((client) => ({
    kind: 'file' as const,
    target: `${client}/dist-es/runtimeExtensions.js`,
    digest: '91acbc1e819f62b25b16ae8d717eab8eb748fedc63a656ffcf6ae353cd0b5dbc',
    replacement: 'runtime-extensions.ts',
  })),
  // 2 KB each. Of this file a client reads its version.
  ...clients.map((client) => ({ kind: 'edit' as const, target: `${client}/package.json`, edit: keepVersion })),
];
