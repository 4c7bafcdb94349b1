import { isDeepStrictEqual } from 'node:util';
import { CallsByProcess } from './calls-by-process.ts';
import { Addresses } from './distribution/addresses.ts';
import { localCallbacks, Pages } from './distribution/pages.ts';
import { readDistributions } from './distribution/read-distributions.ts';
import { type AccessCheck, createAccess } from './endpoint/checked-access.ts';
import { type Credentials, createIdentities } from './endpoint/credentials.ts';
import type { CallReport } from './endpoint/dispatch.ts';
import { createFaults } from './endpoint/faults.ts';
import { createResourcePolicies, resourcePoliciesFrom } from './endpoint/resource-policies.ts';
import { rolesFrom } from './endpoint/roles.ts';
import { startEndpoint } from './endpoint/server.ts';
import type { OnEvent } from './event-report.ts';
import { FunctionVersions } from './function-versions.ts';
import type { LogLine } from './functions/function-host.ts';
import type { Invoke } from './functions/invoke.ts';
import { type Gateway, type RequestRecord, startGateway } from './gateway/gateway.ts';
import type { HttpApi } from './gateway/http-api.ts';
import { readHttpApis } from './gateway/read-apis.ts';
import { tokenVerifier } from './gateway/token-verifier.ts';
import { resourceTypes } from './resource-types.ts';
import { openServices, readServices } from './services.ts';
import { type SignIn, startSignIn } from './sign-in/sign-in.ts';
import { readUserPools } from './sign-in/user-pools.ts';
import { type App, readApp } from './template/app.ts';
import type { Environment } from './template/resources.ts';

/** Where a run pretends to be, for stacks that are bound to no account and region. */
const environment: Environment = {
  accountId: '000000000000',
  region: 'us-east-1',
  partition: 'aws',
  urlSuffix: 'amazonaws.com',
};

export interface RunOptions {
  /** The port of the first API; the first page, sign-in and the AWS endpoint take the next three. 0 picks free ones. */
  readonly port: number;
  /** Where data is kept; nothing is kept without it. */
  readonly dataDirectory?: string;
  /** Where sign-in and sign-out may return to beside what the template says: the addresses of this run's own page. */
  readonly callbackUrls?: readonly string[];
  /** Whether open pages are loaded again when another version of them is published. @default false */
  readonly reloadsPages?: boolean;
  /** The share of the functions' AWS calls that go wrong, 0 to 1. */
  readonly faults: number;
  /** Told of each answered request, with the AWS calls that its function made for it. */
  readonly onRequest: (record: RequestRecord, calls: readonly CallReport[]) => void;
  readonly onLog: (line: LogLine) => void;
  /** Told of AWS calls that belong to no request: those of other clients, and of functions that events invoked. */
  readonly onOtherCall: (call: CallReport) => void;
  /** Told of what happens between services: records, messages, files, schedules. */
  readonly onEvent: OnEvent;
  /** Told of faults of this program's own, after which it goes on. */
  readonly onFault: (error: unknown) => void;
  /** Told of what services were about to do without a request, and what policies said: for tests of permissions. */
  readonly onCheck?: (check: AccessCheck) => void;
}

/** A running app. */
export interface Run {
  /** The addresses of the app's APIs, in the order of the template, without a slash at the end. */
  readonly apis: readonly { readonly path: string; readonly url: string }[];
  /** The addresses of the app's pages, in the order of the template, without a slash at the end. */
  readonly pages: readonly string[];
  /** The outputs of each stack by its name, with the addresses of this run in them. */
  readonly outputs: () => Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** The local issuer of the first user pool, if there is one. */
  readonly issuerUrl?: string;
  readonly tokenUrl: string;
  /** What `tokenUrl` answers to such a query. */
  readonly tokens: SignIn['tokens'];
  readonly awsEndpoint: string;
  /** The region that it pretends to be in. */
  readonly region: string;
  /** May do everything at the AWS endpoint. */
  readonly rootCredentials: Credentials;
  /**
   * Runs another version of the app from now on: data and addresses stay, requests on their way end on the old one.
   *
   * @returns whether there are other functions now, or other settings of them; their code reloads by itself
   * @throws as `startRun`; then the old version runs on
   */
  readonly apply: (app: App) => Promise<{ readonly functionsChanged: boolean }>;
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

/** What each part of a run takes of an app; read whole before any part changes. */
const partsOf = (app: App) => ({
  services: readServices(app),
  roles: rolesFrom(app.resources),
  resourcePolicies: resourcePoliciesFrom(app.resources, app.environment),
  pools: readUserPools(app.resources),
  apis: readHttpApis(app.resources, app.environment),
  distributions: readDistributions(app.resources, app.environment),
});

/**
 * Runs an app: its services and roles behind one AWS endpoint, its functions in processes of their own, its APIs in front.
 *
 * @throws Error with the code `EADDRINUSE` where a port is taken, DataFolderInUse, TableKeyChanged, AssemblyError
 */
export async function startRun(app: App, options: RunOptions): Promise<Run> {
  const { port, dataDirectory } = options;
  const portAfter = (steps: number) => (port === 0 ? 0 : port + steps);
  const { region, accountId } = app.environment;
  const endings: (() => Promise<unknown>)[] = [];
  const close = async () => {
    for (const end of endings.splice(0).reverse()) await end();
  };
  try {
    let current = app;
    let parts = partsOf(app);
    const identities = createIdentities(accountId, parts.roles);
    const resourcePolicies = createResourcePolicies(parts.resourcePolicies);
    const { onCheck, onEvent, onFault } = options;
    const place = { environment: app.environment, identities, resourcePolicies };
    const calls = new CallsByProcess(options.onOtherCall);
    const invokeByEvent: Invoke = async (reference, event, invocation) => {
      const result = await functions.invoke(reference, event, invocation);
      for (const call of calls.take(result.accessKeyId)) options.onOtherCall(call);
      return result;
    };
    const access = createAccess({ ...place, ...(onCheck && { onCheck }) });
    const services = await openServices({
      environment: app.environment,
      parts: parts.services,
      access,
      invoke: invokeByEvent,
      onEvent,
      onFault,
      ...(dataDirectory !== undefined && { dataDirectory }),
    });
    endings.push(services.close);
    const endpoint = await startEndpoint({
      port: portAfter(3),
      region,
      identities,
      resourcePolicies,
      services: services.atEndpoint,
      mailbox: services.mailbox,
      faults: createFaults(options.faults),
      onCall: (call) => (call.isPresigned ? options.onOtherCall(call) : calls.add(call)),
    });
    endings.push(() => endpoint.close());

    const functions = new FunctionVersions(
      {
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
      },
      parts.services.functions,
    );
    endings.push(() => functions.close());

    const addresses = () =>
      new Addresses(current.resources, current.environment, {
        apiUrl: (path) => gateways.get(path)?.url,
        issuerUrl: signIn.issuerUrl,
        pageUrl: (path) => pages.url(path),
        awsEndpoint: endpoint.url,
      });
    const pages = await Pages.start({
      distributions: parts.distributions,
      port: portAfter(1),
      environment: app.environment,
      access,
      readFile: services.readFile,
      inHeader: (value) => addresses().inHeader(value),
      reloads: options.reloadsPages ?? false,
      onFault,
    });
    endings.push(() => pages.close());

    const signIn = await startSignIn({
      pools: parts.pools,
      port: portAfter(2),
      storage: services.storage,
      mailbox: services.mailbox,
      ...(dataDirectory !== undefined && { dataDirectory }),
      callbackUrls: [...localCallbacks(parts.pools, pages.urls), ...(options.callbackUrls ?? [])],
    });
    endings.push(() => signIn.close());

    const verifyToken = tokenVerifier(signIn.localIssuer);
    const gateways = new Map<string, Gateway>();
    const serve = async (api: HttpApi, apiPort: number) => {
      const gateway = await startGateway({
        api,
        port: apiPort,
        verifyToken,
        invoke: (functionArn, event) => functions.invoke(functionArn, event),
        onRequest: (record) => options.onRequest(record, calls.take(record.accessKeyId)),
      });
      gateways.set(api.path, gateway);
    };
    endings.push(() => Promise.all(Array.from(gateways.values(), (gateway) => gateway.close())));
    for (const [number, api] of parts.apis.entries()) await serve(api, number === 0 ? port : 0);

    services.start();
    endings.push(services.stop);

    const [firstPool] = parts.pools;
    return {
      apis: parts.apis.map((api) => ({ path: api.path, url: `${gateways.get(api.path)?.url}${stagePath(api)}` })),
      pages: pages.urls,
      outputs: () => outputsOf(current, addresses()),
      ...(firstPool && { issuerUrl: signIn.issuerUrl(firstPool.id) }),
      tokenUrl: signIn.tokenUrl,
      tokens: signIn.tokens,
      awsEndpoint: endpoint.url,
      region,
      rootCredentials: identities.root,
      apply: async (changed) => {
        const next = partsOf(changed);
        const functionsChanged = !isDeepStrictEqual(next.services.functions, parts.services.functions);
        await services.replaceTables(next.services);
        for (const api of next.apis) if (!gateways.has(api.path)) await serve(api, 0);
        // From here on all at once: no request meets a part of the old app and a part of the new one.
        current = changed;
        parts = next;
        identities.setRoles(parts.roles);
        resourcePolicies.replace(parts.resourcePolicies);
        signIn.replace(parts.pools);
        if (functionsChanged) functions.replace(parts.services.functions);
        for (const api of parts.apis) gateways.get(api.path)?.replace(api);
        await services.replace(parts.services);
        await pages.replace(parts.distributions);
        const removed = [...gateways].filter(([path]) => !parts.apis.some((api) => api.path === path));
        for (const [path, gateway] of removed) {
          gateways.delete(path);
          await gateway.close();
        }
        return { functionsChanged };
      },
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function outputsOf({ stacks }: App, addresses: Addresses) {
  return Object.fromEntries(
    stacks.map(({ name, outputs }) => [
      name,
      Object.fromEntries(Object.entries(outputs).map(([output, value]) => [output, addresses.inText(value)])),
    ]),
  );
}

/** The path that an API's requests begin with: none where it has the stage `$default`. */
function stagePath({ stages }: HttpApi): string {
  const [first] = stages;
  return first === undefined || stages.some(({ name }) => name === '$default') ? '' : `/${first.name}`;
}
