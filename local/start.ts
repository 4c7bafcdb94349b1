import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Arguments, help, readArguments, UsageError } from './arguments.ts';
import { Console } from './console.ts';
import { synthesize } from './project.ts';
import { loadApp, type Run, startRun } from './run.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import { watchSources } from './sources.ts';
import type { App } from './template/app.ts';
import { noticeLines } from './template/notices.ts';

/** Where `--synth` puts the assembly: `cdk.out` is left to the CLI. */
const localAssembly = '.local/cdk.out';
/** Seconds that the printed tokens are good for. */
const tokenLife = 24 * 60 * 60;

async function main(args: Arguments): Promise<void> {
  const started = performance.now();
  const console = new Console(args.quiet);
  const app = args.synth ? await synthesizeApp() : loadApp(args.app);
  for (const line of noticeLines(app.notices)) console.tell(`without effect locally  ${line}`);

  // While the app is filled, a line a request would only be in the way.
  let isFilling = args.seed !== undefined;
  const dataDirectory = args.data === undefined ? undefined : resolve(args.data);
  const run = await startRun(app, {
    port: args.port,
    faults: args.faults,
    ...(dataDirectory !== undefined && { dataDirectory }),
    onRequest: (record, calls) => {
      if (!isFilling || record.status >= 500) console.request(record, calls);
    },
    onLog: (line) => {
      if (!isFilling || line.stream === 'stderr') console.log(line);
    },
    onOtherCall: (call) => {
      if (call.outcome === 'denied') console.denied(call);
    },
  });
  const beside = args.beside === undefined ? undefined : runBeside(args.beside);
  const unwatch = args.synth ? watchProject(run, console) : undefined;
  stopOnSignals(async () => {
    unwatch?.();
    removeRunFile();
    beside?.kill();
    await run.close();
  }, console);

  const tokens = run.issuerUrl === undefined ? null : await makeTokens(run.tokenUrl);
  const [api] = run.apis;
  if (args.seed !== undefined && api && tokens) {
    await seed(args.seed, api.url, tokens.operator, dataDirectory, args.quiet);
  }
  isFilling = false;
  writeRunFile({
    pid: process.pid,
    apiUrl: api?.url ?? null,
    pageUrl: null,
    issuerUrl: run.issuerUrl ?? null,
    tokenUrl: run.tokenUrl,
    awsEndpoint: run.awsEndpoint,
    tokens,
    credentials: run.rootCredentials,
  });
  for (const { path, url } of run.apis) console.say(`API           ${url}  ${path}`);
  console.say(`Tokens        ${run.tokenUrl}?user=alice&groups=operators`);
  console.say(`AWS endpoint  ${run.awsEndpoint}`);
  console.say(`Ready in ${((performance.now() - started) / 1000).toFixed(1)} s. Ctrl-C stops it.`);
  if (args.welcome !== undefined && api && tokens) {
    console.tell(`\n${fillIn(readFileSync(args.welcome, 'utf8'), { apiUrl: api.url, ...tokens })}`);
  }
}

async function synthesizeApp(): Promise<App> {
  const { output } = await synthesize({ directory: '.', output: localAssembly, stageAssets: false });
  return loadApp(output);
}

/** Synthesizes again when a source changes, one after the other, and runs what comes of it. */
function watchProject(run: Run, console: Console): () => void {
  let work = Promise.resolve();
  let queued = false;
  const again = async () => {
    queued = false;
    try {
      await run.apply(await synthesizeApp());
      console.tell('Synthesized again.');
    } catch (error) {
      console.warn(`Still running what was there before: ${messageOf(error)}`);
    }
  };
  return watchSources('.', () => {
    if (queued) return;
    queued = true;
    work = work.then(again);
  });
}

function runBeside(command: string): ChildProcess {
  const child = spawn(command, { shell: true, stdio: ['pipe', 'inherit', 'inherit'] });
  child.on('exit', (code) => {
    if (code) process.stderr.write(`${command} ended with exit code ${code}.\n`);
  });
  return child;
}

async function makeTokens(tokenUrl: string): Promise<{ rider: string; operator: string }> {
  const make = async (query: string) => {
    const response = await fetch(`${tokenUrl}?${query}&expiresIn=${tokenLife}`);
    const tokens: unknown = await response.json();
    if (typeof tokens === 'object' && tokens !== null && 'id_token' in tokens) return String(tokens.id_token);
    throw new Error(`The sign-in server gives no tokens: ${JSON.stringify(tokens)}`);
  };
  return { rider: await make('user=rider'), operator: await make('user=operator&groups=operators') };
}

/** Fills the app once: kept data is not filled again. */
async function seed(
  command: string,
  apiUrl: string,
  token: string,
  dataDirectory: string | undefined,
  quiet: boolean,
): Promise<void> {
  const marker = dataDirectory === undefined ? undefined : join(dataDirectory, 'seeded');
  if (marker !== undefined && existsSync(marker)) return;
  const child = spawn(command, {
    shell: true,
    stdio: ['ignore', quiet ? 'ignore' : 'inherit', 'inherit'],
    env: { ...process.env, API_URL: apiUrl, TOKEN: token },
  });
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`${command} ended with exit code ${code}: the app is up, but not filled.`);
  if (marker !== undefined) writeFileSync(marker, '');
}

function fillIn(text: string, values: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

/** Ends the run on SIGINT and SIGTERM; a second signal does not wait. */
function stopOnSignals(stop: () => Promise<void>, console: Console): void {
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => {
          console.warn(`Stopping failed: ${messageOf(error)}`);
          process.exit(1);
        },
      );
    });
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if ('code' in error && error.code === 'EADDRINUSE' && 'port' in error) {
    return `Port ${error.port} is in use: stop what listens there, or choose others with --port.`;
  }
  return error.message;
}

try {
  const args = readArguments(process.argv.slice(2));
  if (args === 'help') process.stdout.write(`${help}\n`);
  else await main(args);
} catch (error) {
  process.stderr.write(`${error instanceof UsageError ? error.message : messageOf(error)}\n`);
  process.exit(error instanceof UsageError ? 2 : 1);
}
