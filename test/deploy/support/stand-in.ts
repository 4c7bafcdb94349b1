import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../support/free-port.ts';
import { awsEnvironment } from './environment.ts';
import { endGroup } from './process-group.ts';
import type { Python } from './python.ts';
import type { AtEnd } from './run.ts';
import { endTls } from './tls-ending.ts';

/** MiniStack, an AWS of one account and one region on this machine. */
export interface StandIn {
  /** What `AWS_ENDPOINT_URL` is to be. */
  readonly endpoint: string;
  /** The last lines of its log that tell of something wrong. */
  readonly complaints: () => string;
}

/** Milliseconds until it must answer: many times what it takes. */
const patience = 60_000;

/**
 * Starts MiniStack with access control on. It is given an environment of its own: what it is started with, functions get
 * too.
 *
 * @param folder where it keeps its files
 * @param atEnd gets what ends it, as soon as there is something to end
 * @throws Error with its log, where it does not get ready
 */
export async function startStandIn(python: Python, folder: string, atEnd: AtEnd): Promise<StandIn> {
  const port = await freePort();
  const front = await endTls(port);
  atEnd(front.close);
  const files = join(folder, 'stand-in');
  mkdirSync(files);
  const logFile = join(folder, 'stand-in.log');
  const log = openSync(logFile, 'w');
  const child = spawn(python.executable, ['-m', 'ministack'], {
    // A group of its own, so that the processes of functions end with it.
    detached: true,
    cwd: files,
    stdio: ['ignore', log, log],
    env: {
      ...python.env,
      ...awsEnvironment(front.url),
      // Functions run on the same Node as this.
      PATH: [dirname(process.execPath), '/usr/local/bin', '/usr/bin', '/bin'].join(':'),
      HOME: files,
      TMPDIR: files,
      BIND_HOST: '127.0.0.1',
      GATEWAY_PORT: String(port),
      LAMBDA_EXECUTOR: 'local',
      // Seconds after which all processes of a function but one end: each takes some 50 MB.
      LAMBDA_WARM_TTL_SECONDS: '60',
      AUTH: 'true',
      SFTP_ENABLED: '0',
      IOT_MTLS_ENABLED: '0',
    },
  });
  atEnd(() => endGroup(child));
  const lines = () => readFileSync(logFile, 'utf8').split('\n');
  if (!(await isReady(child, port))) throw new Error(`The stand-in for AWS did not start:\n${lines().join('\n')}`);
  const complaints = () => lines().filter((line) => /\b(WARNING|ERROR|CRITICAL)\b/.test(line));
  return { endpoint: front.url, complaints: () => complaints().slice(-20).join('\n') };
}

async function isReady(child: ChildProcess, port: number): Promise<boolean> {
  for (const deadline = Date.now() + patience; Date.now() < deadline; await pause(50)) {
    if (child.exitCode !== null || child.signalCode !== null) return false;
    const health = await fetch(`http://127.0.0.1:${port}/_ministack/health`).catch(() => undefined);
    if (health?.ok) return true;
  }
  return false;
}
