import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Arguments } from './arguments.ts';
import { Beside } from './beside.ts';
import { type Console, messageOf } from './console.ts';
import { type FirstTokens, firstTokens } from './first-tokens.ts';
import { OutputsFile } from './outputs-file.ts';
import { loadApp, type Run, startRun } from './run.ts';
import { removeRunFile, removeStaleRunFile, writeRunFile } from './run-file.ts';
import { seed } from './seed.ts';
import { runCommand } from './shell-command.ts';
import { Synthesis } from './synthesis.ts';

/**
 * Runs an app as the command line says, until the signal stops it.
 *
 * @throws Error that says why it cannot run; the signal's reason where that came before all was ready
 */
export async function serve(args: Arguments, console: Console, signal: AbortSignal): Promise<void> {
  const started = performance.now();
  const welcome = args.welcome === undefined ? undefined : readFileSync(args.welcome, 'utf8');
  removeStaleRunFile();
  const endings: (() => void | Promise<void>)[] = [];
  try {
    const synthesis = args.synth ? new Synthesis(signal, (text) => console.tell(text)) : undefined;
    if (synthesis) endings.push(() => synthesis.close());
    const app = synthesis ? await synthesis.first() : loadApp(args.app);
    console.notices(app.notices);

    // While the app is filled, a line a request would only be in the way.
    let isFilling = args.seed !== undefined;
    const dataDirectory = args.data === undefined ? undefined : resolve(args.data);
    const run = await startRun(app, {
      port: args.port,
      faults: args.faults,
      // Who synthesizes here works on the app.
      reloadsPages: args.synth,
      ...(dataDirectory !== undefined && { dataDirectory }),
      onRequest: (record, calls) => {
        if (!isFilling || record.status >= 500) console.request(record, calls);
      },
      onLog: (line) => {
        if (!isFilling || line.stream === 'stderr') console.log(line);
      },
      onOtherCall: (call) => console.call(call),
      onEvent: (report) => console.event(report),
      onFault: (error) => console.fault(error),
    });
    endings.push(() => run.close());
    const tokens = run.issuerUrl === undefined ? null : await firstTokens(run);
    const outputs = new OutputsFile(run);
    endings.push(() => outputs.remove());
    const published = args.publish === undefined ? undefined : publish(args.publish, outputs, console, signal);
    if (published) endings.push(() => published);
    if (args.seed !== undefined) {
      await seed(args.seed, {
        apiUrl: run.apis[0]?.url,
        token: tokens?.operator,
        dataDirectory,
        quiet: args.quiet,
        signal,
      });
    }
    await published;
    isFilling = false;
    // Only now: they would take the processor from what the start waits for.
    const besides = args.beside.map((command) => runBeside(command, outputs, console));
    for (const beside of besides) endings.push(() => beside.stop());
    synthesis?.follow(
      async (changed) => {
        const { functionsChanged } = await run.apply(changed);
        outputs.write();
        console.notices(changed.notices);
        console.tell('Synthesized again.');
        // What it read of the project when it began may be another now, such as which functions there are.
        for (const beside of besides) if (functionsChanged || !beside.runs) await beside.restart();
      },
      (error) => console.warn(`Still running what was there before: ${messageOf(error)}`),
    );

    signal.throwIfAborted();
    announce(run, tokens, console);
    console.say(`Ready in ${((performance.now() - started) / 1000).toFixed(1)} s. Ctrl-C stops it.`);
    if (welcome !== undefined)
      console.tell(`\n${fillIn(welcome, { apiUrl: run.apis[0]?.url, pageUrl: run.pages[0], ...tokens })}`);
    await aborted(signal);
  } finally {
    removeRunFile();
    for (const end of endings.reverse()) await end();
  }
}

function runBeside(command: string, { environment }: OutputsFile, console: Console): Beside {
  return new Beside(command, environment, (how) => console.warn(`${how}: the app runs on without it.`));
}

/** Fills the buckets of the app's page. The rest of the app is of use without a page. */
async function publish(
  command: string,
  { environment }: OutputsFile,
  console: Console,
  signal: AbortSignal,
): Promise<void> {
  try {
    await runCommand(command, { env: environment, quiet: true, signal });
  } catch (error) {
    if (!signal.aborted) console.warn(`There is no page: ${messageOf(error)}`);
  }
}

/** Says where everything is, to people and to scripts. */
function announce(
  { apis, pages, issuerUrl, tokenUrl, awsEndpoint, rootCredentials }: Run,
  tokens: FirstTokens | null,
  console: Console,
): void {
  writeRunFile({
    pid: process.pid,
    apiUrl: apis[0]?.url ?? null,
    pageUrl: pages[0] ?? null,
    issuerUrl: issuerUrl ?? null,
    tokenUrl,
    awsEndpoint,
    tokens,
    credentials: rootCredentials,
  });
  for (const url of pages) console.say(`Page          ${url}`);
  for (const { path, url } of apis) console.say(`API           ${url}  ${path}`);
  if (tokens) console.say(`Tokens        ${tokenUrl}?user=alice&groups=operators`);
  console.say(`AWS endpoint  ${awsEndpoint}`);
  console.say(`Mailbox       ${awsEndpoint}/_local/mailbox`);
}

function fillIn(text: string, values: Readonly<Record<string, string | undefined>>): string {
  return text.replaceAll(/\{(\w+)\}/g, (placeholder, name: string) => values[name] ?? placeholder);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
