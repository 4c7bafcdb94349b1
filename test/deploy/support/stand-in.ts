import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../support/free-port.ts';
import { awsEnvironment } from './environment.ts';
import { endGroup } from './process-group.ts';
import type { Python } from './python.ts';
import { endTls } from './tls-ending.ts';

/** MiniStack, an AWS of one account and one region on this machine. */
export interface StandIn {
  /** What `AWS_ENDPOINT_URL` is to be. */
  readonly endpoint: string;
  /** The last lines that it has logged. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** Milliseconds until it must answer: many times what it takes. */
const patience = 60_000;

/**
 * Starts MiniStack with access control on. It is given an environment of its own: what it is started with, functions get
 * too.
 *
 * @param folder where it keeps its files
 * @throws Error with its log, where it does not get ready
 */
export async function startStandIn(python: Python, folder: string): Promise<StandIn> {
  const port = await freePort();
  const front = await endTls(port);
  const temporary = join(folder, 'stand-in');
  mkdirSync(temporary, { recursive: true });
  const logFile = join(folder, 'stand-in.log');
  const log = openSync(logFile, 'w');
  const child = spawn(python.executable, ['-m', 'ministack'], {
    // A group of its own, so that the processes of functions end with it.
    detached: true,
    cwd: temporary,
    stdio: ['ignore', log, log],
    env: {
      ...python.env,
      ...awsEnvironment(front.url),
      PATH: [nodeOfFunctions(folder), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
      HOME: temporary,
      TMPDIR: temporary,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      LAMBDA_EXECUTOR: 'local',
      AUTH: 'true',
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
    },
  });
  const standIn: StandIn = {
    endpoint: front.url,
    log: () => readFileSync(logFile, 'utf8').split('\n').slice(-60).join('\n'),
    stop: async () => {
      await endGroup(child);
      await front.close();
    },
  };
  if (await isReady(child, port)) return standIn;
  await standIn.stop();
  throw new Error(`The stand-in for AWS did not start:\n${standIn.log()}`);
}

/** A folder with a `node` that is ours, and finds a handler's file as Lambda's own does. */
function nodeOfFunctions(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const command = [process.execPath, '--require', resolve(import.meta.dirname, 'cjs-handlers.cjs')];
  writeFileSync(join(bin, 'node'), `#!/bin/sh\nexec ${command.map((part) => `'${part}'`).join(' ')} "$@"\n`, {
    mode: 0o755,
  });
  return bin;
}

async function isReady(child: ChildProcess, port: number): Promise<boolean> {
  let hasEnded = false;
  once(child, 'exit').then(
    () => (hasEnded = true),
    () => (hasEnded = true),
  );
  for (const deadline = Date.now() + patience; Date.now() < deadline && !hasEnded; await pause(50)) {
    const health = await fetch(`http://127.0.0.1:${port}/_ministack/health`).catch(() => undefined);
    if (health?.ok) return true;
  }
  return false;
}
