import { inject, vi } from 'vitest';
import type { AuthorizationReport } from '../../../local/endpoint/authorization.ts';
import type { Credentials } from '../../../local/endpoint/credentials.ts';
import type { CallReport } from '../../../local/endpoint/dispatch.ts';
import { loadApp, startRun } from '../../../local/run.ts';
import type { App } from '../../../local/template/app.ts';

/** The app of the dev stage. */
export function loadDev(): App {
  return loadApp(inject('assemblies').dev ?? '');
}

/** The name and the ARN of the app's only table. */
export function tableOf(app: App): { readonly name: string; readonly arn: string } {
  const table = app.resources.find(({ type }) => type === 'AWS::DynamoDB::GlobalTable');
  return { name: table?.ref ?? '', arn: table?.attributes.Arn ?? '' };
}

export interface Answer {
  readonly status: number;
  /** The body, parsed; `undefined` where there is none. */
  readonly body: { readonly [member: string]: unknown } | undefined;
}

/** Somebody who is signed in. */
export interface Person {
  readonly sub: string;
  /**
   * Sends a request and holds its status.
   * @throws Error with the answer where it is another
   */
  readonly call: (
    status: number,
    route: string,
    body?: object,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>;
}

/** What a policy was asked about, and what it said. */
export interface Asked extends AuthorizationReport {
  /** The ARN of the role, or the service that comes without one and the ARN for which it comes. */
  readonly by: string;
}

export interface RunningApp {
  readonly tableName: string;
  /** The name of a function, by its construct. */
  readonly functionNamed: (construct: string) => string;
  readonly person: (name: string, groups?: string) => Promise<Person>;
  /** What a client of AWS's needs to do whatever it likes here. */
  readonly root: { readonly endpoint: string; readonly region: string; readonly credentials: Credentials };
  /** What the topic's subscriber was told so far: `booked`, `completed`. */
  readonly told: () => Promise<readonly string[]>;
  /** How many of the stream's records were brought to functions, and done. */
  readonly brought: () => number;
  /** Waits until a policy was asked about this action, on a resource with this in its ARN. */
  readonly untilAsked: (action: string, resource: string) => Promise<void>;
  /** Ends the run, and gives what policies were asked about on behalf of functions, event sources, schedules and rules. */
  readonly end: () => Promise<readonly Asked[]>;
}

/** Runs an app with a table of its own that is empty. */
export async function run(app: App): Promise<RunningApp> {
  const asked: Asked[] = [];
  let brought = 0;
  const keep = ({ principalArn: by, authorizations }: Pick<CallReport, 'principalArn' | 'authorizations'>) => {
    if (by !== undefined) asked.push(...authorizations.map((report) => ({ by, ...report })));
  };
  const running = await startRun(app, {
    port: 0,
    faults: 0,
    onRequest: (_, calls) => calls.forEach(keep),
    onLog: () => undefined,
    onOtherCall: keep,
    onEvent: ({ source, what, outcome }) => {
      const [, records] = /^(\d+) records?$/.exec(what) ?? [];
      if (source.endsWith(' stream') && outcome === 'delivered') brought += Number(records ?? 0);
    },
    onCheck: ({ actor, ...report }) => {
      asked.push({ by: 'roleArn' in actor ? actor.roleArn : `${actor.service} for ${actor.sourceArn}`, ...report });
    },
    onFault: (error) => {
      throw error;
    },
  });
  const apiUrl = running.apis[0]?.url ?? '';
  return {
    tableName: tableOf(app).name,
    functionNamed: (construct) => {
      const found = app.resources.find(({ path }) => path.endsWith(`/${construct}/Function/Resource`));
      if (found === undefined) throw new Error(`There is no function ${construct}.`);
      return found.ref;
    },
    person: async (name, groups = '') => {
      const response = await fetch(`${running.tokenUrl}?user=${name}&groups=${groups}`);
      const { id_token: token }: { id_token: string } = JSON.parse(await response.text());
      const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      return { sub, call: caller(apiUrl, token) };
    },
    root: { endpoint: running.awsEndpoint, region: app.environment.region, credentials: running.rootCredentials },
    told: async () => {
      const response = await fetch(`${running.awsEndpoint}/_local/mailbox`);
      const { items }: { items: { attributes: { event: string } }[] } = JSON.parse(await response.text());
      return items.map(({ attributes }) => attributes.event);
    },
    brought: () => brought,
    untilAsked: (action, resource) =>
      vi.waitFor(() => {
        if (asked.some((one) => one.action === action && one.resource.includes(resource))) return;
        throw new Error(`Nobody was about to do ${action} on ${resource}.`);
      }, patience),
    end: async () => {
      await running.close();
      return asked.filter(({ by }) => !by.endsWith(':root'));
    },
  };
}

/** For what happens after an answer. */
export const patience = { timeout: 20_000, interval: 50 };

function caller(apiUrl: string, token: string): Person['call'] {
  return async (status, route, body, headers) => {
    const [method = '', path] = route.split(' ');
    const response = await fetch(`${apiUrl}${path}`, {
      method,
      headers: { authorization: token, ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (response.status !== status) throw new Error(`${route} answered ${response.status}, not ${status}: ${text}`);
    return { status, body: text.startsWith('{') ? JSON.parse(text) : undefined };
  };
}
