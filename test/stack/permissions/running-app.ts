import { inject } from 'vitest';
import type { CallReport } from '../../../local/endpoint/dispatch.ts';
import { loadApp, startRun } from '../../../local/run.ts';
import type { App } from '../../../local/template/app.ts';

/** The app of the dev stage. */
export function loadDev(): App {
  return loadApp(inject('assemblies').dev ?? '');
}

/** The operation whose function has a role, by the role's ARN. */
export function holdersByRole(app: App): ReadonlyMap<string, string> {
  const functions = app.resources.filter(({ type }) => type === 'AWS::Lambda::Function');
  return new Map(functions.map(({ path, properties }) => [String(properties.Role), path.split('/')[1] ?? '']));
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

export interface RunningApp {
  readonly person: (name: string, groups?: string) => Promise<Person>;
  /** Ends the run, and gives the AWS calls that its functions made. */
  readonly end: () => Promise<readonly CallReport[]>;
}

/** Runs an app with a table of its own that is empty. */
export async function run(app: App): Promise<RunningApp> {
  const calls: CallReport[] = [];
  const running = await startRun(app, {
    port: 0,
    faults: 0,
    onRequest: (_, made) => calls.push(...made),
    onLog: () => undefined,
    onOtherCall: (call) => calls.push(call),
    onEvent: () => undefined,
    onFault: (error) => {
      throw error;
    },
  });
  const apiUrl = running.apis[0]?.url ?? '';
  return {
    person: async (name, groups = '') => {
      const response = await fetch(`${running.tokenUrl}?user=${name}&groups=${groups}`);
      const { id_token: token }: { id_token: string } = JSON.parse(await response.text());
      const { sub } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
      return { sub, call: caller(apiUrl, token) };
    },
    end: async () => {
      await running.close();
      return calls;
    },
  };
}

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
