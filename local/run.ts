import { type Credentials, createIdentities } from './endpoint/credentials.ts';
import type { CallReport } from './endpoint/dispatch.ts';
import { createFaults } from './endpoint/faults.ts';
import { resourceTypes as iamTypes } from './endpoint/resource-types.ts';
import { rolesFrom } from './endpoint/roles.ts';
import { startEndpoint } from './endpoint/server.ts';
import { openDynamoDb } from './endpoint/services/dynamodb/dynamodb.ts';
import { resourceTypes as dynamoDbTypes, readTables } from './endpoint/services/dynamodb/resource-types.ts';
import { readFunctions } from './functions/definition.ts';
import { FunctionHost, type LogLine } from './functions/function-host.ts';
import { resourceTypes as lambdaTypes } from './functions/resource-types.ts';
import { type Gateway, type RequestRecord, startGateway } from './gateway/gateway.ts';
import type { HttpApi } from './gateway/http-api.ts';
import { readHttpApis } from './gateway/read-apis.ts';
import { resourceTypes as gatewayTypes } from './gateway/resource-types.ts';
import { tokenVerifier } from './gateway/token-verifier.ts';
import { resourceTypes as cognitoTypes } from './sign-in/resource-types.ts';
import { startSignIn } from './sign-in/sign-in.ts';
import { readUserPools } from './sign-in/user-pools.ts';
import { type App, readApp } from './template/app.ts';
import { noEffectTypes } from './template/no-effect-types.ts';
import type { Environment, ResourceTypes } from './template/resources.ts';

/** All that the local run knows, by CloudFormation type. */
const resourceTypes: ResourceTypes = {
  ...noEffectTypes,
  ...iamTypes,
  ...lambdaTypes,
  ...gatewayTypes,
  ...cognitoTypes,
  ...dynamoDbTypes,
};

/** Where a run pretends to be, for stacks that are bound to no account and region. */
const environment: Environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

export interface RunOptions {
  /** The port of the first API; sign-in and the AWS endpoint take the next two. 0 picks free ones. */
  readonly port: number;
  /** Where data is kept; nothing is kept without it. */
  readonly dataDirectory?: string;
  /** The share of the functions' AWS calls that go wrong, 0 to 1. */
  readonly faults: number;
  /** Told of each answered request, with the AWS calls that its function made for it. */
  readonly onRequest: (record: RequestRecord, calls: readonly CallReport[]) => void;
  readonly onLog: (line: LogLine) => void;
  /** Told of AWS calls that belong to no request: those of other clients, and of functions between requests. */
  readonly onOtherCall: (call: CallReport) => void;
}

/** A running app. */
export interface Run {
  /** The addresses of the app's APIs, in the order of the template, without a slash at the end. */
  readonly apis: readonly { readonly path: string; readonly url: string }[];
  /** The local issuer of the first user pool, if there is one. */
  readonly issuerUrl?: string;
  readonly tokenUrl: string;
  readonly awsEndpoint: string;
  /** May do everything at the AWS endpoint. */
  readonly rootCredentials: Credentials;
  /** Runs another version of the app from now on: data and addresses stay, requests on their way end on the old one. */
  readonly apply: (app: App) => Promise<void>;
  readonly close: () => Promise<void>;
}

/**
 * Reads an assembly into what a run takes.
 *
 * @throws AssemblyError with a line for each thing that cannot be read or run
 */
export function loadApp(directory: string): App {
  return readApp(directory, resourceTypes, environment);
}

/**
 * Runs an app: its tables and roles behind one AWS endpoint, its functions in processes of their own, its APIs in front.
 *
 * @throws Error with the code `EADDRINUSE` where a port is taken, DataFolderInUse, TableKeyChanged, AssemblyError
 */
export async function startRun(app: App, options: RunOptions): Promise<Run> {
  const { port } = options;
  const portAfter = (steps: number) => (port === 0 ? 0 : port + steps);
  const { region, accountId } = app.environment;
  const started: (() => Promise<void>)[] = [];
  const stopAll = async () => {
    for (const stop of started.splice(0).reverse()) await stop();
  };
  try {
    const identities = createIdentities(accountId, rolesFrom(app.resources));
    const dynamoDb = await openDynamoDb({
      environment: app.environment,
      tables: readTables(app.resources, app.environment),
      ...(options.dataDirectory !== undefined && { dataDirectory: `${options.dataDirectory}/dynamodb` }),
    });
    started.push(() => dynamoDb.close());

    const calls = new CallsByProcess(options.onOtherCall);
    const endpoint = await startEndpoint({
      port: portAfter(3),
      region,
      identities,
      services: [dynamoDb],
      faults: createFaults(options.faults),
      onCall: (call) => calls.add(call),
    });
    started.push(() => endpoint.close());

    const startFunctions = (loaded: App) =>
      new FunctionHost({
        functions: readFunctions(loaded.resources, loaded.assetPath),
        region,
        endpointUrl: endpoint.url,
        issueCredentials: ({ roleArn, name }) => {
          const credentials = identities.issue({ roleArn, sessionName: name });
          calls.expect(credentials.accessKeyId);
          return credentials;
        },
        releaseCredentials: ({ accessKeyId }) => {
          identities.revoke(accessKeyId);
          calls.forget(accessKeyId);
        },
        onLog: options.onLog,
      });
    let functions = startFunctions(app);
    started.push(() => functions.close());

    const signIn = await startSignIn({
      pools: readUserPools(app.resources),
      port: portAfter(2),
      ...(options.dataDirectory !== undefined && { dataDirectory: options.dataDirectory }),
    });
    started.push(() => signIn.close());

    const verifyToken = tokenVerifier(signIn.localIssuer);
    const serve = (api: HttpApi, apiPort: number) =>
      startGateway({
        api,
        port: apiPort,
        verifyToken,
        invoke: (functionArn, event) => functions.invoke(functionArn, event),
        onRequest: (record) => options.onRequest(record, calls.take(record.accessKeyId)),
      });
    const gateways = new Map<string, Gateway>();
    for (const [number, api] of readHttpApis(app.resources, app.environment).entries()) {
      const gateway = await serve(api, number === 0 ? port : 0);
      gateways.set(api.path, gateway);
      started.push(() => gateway.close());
    }

    const [firstPool] = readUserPools(app.resources);
    return {
      apis: Array.from(gateways, ([path, { url }]) => ({ path, url })),
      ...(firstPool && { issuerUrl: signIn.issuerUrl(firstPool.id) }),
      tokenUrl: signIn.tokenUrl,
      awsEndpoint: endpoint.url,
      rootCredentials: identities.root,
      apply: async (changed) => {
        const apis = readHttpApis(changed.resources, changed.environment);
        await dynamoDb.replaceTables(readTables(changed.resources, changed.environment));
        identities.setRoles(rolesFrom(changed.resources));
        signIn.replace(readUserPools(changed.resources));
        const outgoing = functions;
        functions = startFunctions(changed);
        for (const api of apis) {
          const gateway = gateways.get(api.path) ?? (await serve(api, 0));
          gateway.replace(api);
          gateways.set(api.path, gateway);
        }
        await outgoing.drain();
      },
      close: stopAll,
    };
  } catch (error) {
    await stopAll();
    throw error;
  }
}

/**
 * The AWS calls of each function's process since its last request ended. A process has one request at a time, so these
 * are the calls of that request.
 */
class CallsByProcess {
  readonly #calls = new Map<string, CallReport[]>();
  readonly #onOther: (call: CallReport) => void;

  constructor(onOther: (call: CallReport) => void) {
    this.#onOther = onOther;
  }

  expect(accessKeyId: string): void {
    this.#calls.set(accessKeyId, []);
  }

  forget(accessKeyId: string): void {
    for (const call of this.take(accessKeyId)) this.#onOther(call);
    this.#calls.delete(accessKeyId);
  }

  add(call: CallReport): void {
    const calls = call.accessKeyId === undefined ? undefined : this.#calls.get(call.accessKeyId);
    if (calls) calls.push(call);
    else this.#onOther(call);
  }

  take(accessKeyId: string | undefined): CallReport[] {
    const calls = accessKeyId === undefined ? undefined : this.#calls.get(accessKeyId);
    return calls?.splice(0) ?? [];
  }
}
