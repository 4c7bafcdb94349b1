import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { FunctionDefinition } from '../../../local/functions/definition.ts';
import { FunctionHost, type Limits, type LogLine } from '../../../local/functions/function-host.ts';

/** A folder with these files, gone after the test. */
export function folderOf(files: Record<string, string | Uint8Array>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'functions-test-')));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFiles(folder, files);
  return folder;
}

export function writeFiles(folder: string, files: Record<string, string | Uint8Array>): void {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
}

/** A function whose code is one file's text, unless told otherwise. */
export function functionOf(text: string, properties: Partial<FunctionDefinition> = {}): FunctionDefinition {
  const name = properties.name ?? 'Shop-Greeter';
  return {
    name,
    arn: `arn:aws:lambda:us-east-1:000000000000:function:${name}`,
    label: `Shop/${name}`,
    code: { text },
    handler: 'index.handler',
    runtime: 'nodejs24.x',
    environment: {},
    timeoutSeconds: 10,
    memoryMegabytes: 256,
    roleArn: 'arn:aws:iam::000000000000:role/Greeter',
    logs: { group: `/aws/lambda/${name}`, format: 'Text' },
    ...properties,
  };
}

export interface TestHost {
  readonly host: FunctionHost;
  readonly lines: LogLine[];
  /** The access keys that were given to processes, and given back. */
  readonly issued: string[];
  readonly released: string[];
}

/** A host of these functions, closed after the test. */
export function hostOf(functions: FunctionDefinition[], limits: Partial<Limits> = {}): TestHost {
  const it = startHost(functions, limits);
  onTestFinished(() => it.host.close());
  return it;
}

/** A host of these functions for several tests, which is theirs to close. */
export function startHost(functions: FunctionDefinition[], limits: Partial<Limits> = {}): TestHost {
  const lines: LogLine[] = [];
  const issued: string[] = [];
  const released: string[] = [];
  const host = new FunctionHost({
    functions,
    limits,
    region: 'us-east-1',
    endpointUrl: 'http://127.0.0.1:9',
    issueCredentials: () => {
      const accessKeyId = `ASIATEST${issued.length}`;
      issued.push(accessKeyId);
      return { accessKeyId, secretAccessKey: 'secret', sessionToken: 'token' };
    },
    releaseCredentials: ({ accessKeyId }) => released.push(accessKeyId),
    onLog: (line) => lines.push(line),
  });
  return { host, lines, issued, released };
}
