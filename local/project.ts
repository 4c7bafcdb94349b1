import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { type CommandOptions, runCommand } from './shell-command.ts';
import { newestManifestVersion } from './template/assembly.ts';
import { isObject, own, ownObject, ownText, parseJson } from './template/json.ts';
import type { JsonObject } from './template/resources.ts';

export interface SynthesizeOptions {
  /** The folder with `cdk.json`. */
  readonly directory: string;
  /** Context values that go before those of `cdk.json`, as `cdk -c key=value` gives them. */
  readonly context?: Readonly<JsonObject>;
  /**
   * False leaves assets where they are: the templates then name the original folders, so what is built into these
   * again is used at once. True, the default, copies them into the assembly as a deployment wants it.
   */
  readonly stageAssets?: boolean;
  /** The folder to write to, in place of that of `cdk.json` (`output`, or `cdk.out`). */
  readonly output?: string;
  /** What the app's command writes while it runs goes here. Where it fails, its last words are in the error anyway. */
  readonly onOutput?: (text: string) => void;
  /** Stops the app's command, with all that it started. */
  readonly signal?: AbortSignal;
}

/**
 * Synthesizes a CDK project by its own command (`app` in `cdk.json`) and so as `cdk synth` does, without starting the
 * CLI first. The app is told no account and no region, and values of `~/.cdk.json` are not taken: the templates come out
 * alike on every machine.
 *
 * @returns the assembly's folder (absolute), and how long it took
 * @throws Error with the command's last words where it fails; the signal's reason where that stopped it
 */
export async function synthesize(options: SynthesizeOptions): Promise<{ output: string; milliseconds: number }> {
  const started = performance.now();
  const directory = resolve(options.directory);
  const settings = await readSettings(join(directory, 'cdk.json'));
  const app = commandOf(settings);
  if (app === undefined) throw new Error(`${join(directory, 'cdk.json')} names no "app" command`);
  const output = resolve(directory, options.output ?? ownText(settings, 'output') ?? 'cdk.out');
  await mkdir(output, { recursive: true });

  const context = {
    ...(await readSettings(join(directory, 'cdk.context.json'), {})),
    ...ownObject(settings, 'context'),
    ...options.context,
    ...reservedContext(settings, options.stageAssets ?? own(settings, 'staging') !== false),
  };
  const scratch = await mkdtemp(join(tmpdir(), 'cdk-context-'));
  try {
    const environment: NodeJS.ProcessEnv = {
      ...process.env,
      ...(await contextVariables(context, scratch)),
      ...(own(settings, 'validation') === false && { CDK_VALIDATION: 'false' }),
      CDK_OUTDIR: output,
      CDK_CLI_ASM_VERSION: `${newestManifestVersion}.0.0`,
      PATH: [...binFolders(directory), process.env.PATH].join(delimiter),
    };
    delete environment.CDK_DEFAULT_ACCOUNT;
    delete environment.CDK_DEFAULT_REGION;
    const { onOutput, signal } = options;
    const commandOptions = {
      cwd: directory,
      env: environment,
      ...(onOutput && { onOutput }),
      ...(signal && { signal }),
    };
    const build = ownText(settings, 'build');
    if (build !== undefined) await run(build, commandOptions);
    await run(app, commandOptions);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return { output, milliseconds: performance.now() - started };
}

/**
 * The JSON object in a file, such as `cdk.json`.
 *
 * @param otherwise what it is where there is no file
 * @throws Error that names the file, where it cannot be read or is none
 */
export async function readSettings(file: string, otherwise?: JsonObject): Promise<JsonObject> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    const isMissing = error instanceof Error && 'code' in error && error.code === 'ENOENT';
    if (isMissing && otherwise) return otherwise;
    throw new Error(`${file} cannot be read`, { cause: error });
  }
  try {
    const settings = parseJson(content);
    if (isObject(settings)) return settings;
  } catch (error) {
    throw new Error(`${file} is no JSON: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
  throw new Error(`${file} is no JSON object`);
}

function commandOf(settings: JsonObject): string | undefined {
  const app = own(settings, 'app');
  const command = Array.isArray(app) ? app.join(' ') : app;
  return typeof command === 'string' && command.trim() !== '' ? command : undefined;
}

/**
 * What the CLI tells the app through context. The paths of constructs and assets stand in the templates only when
 * asked for, and the local run needs both.
 */
function reservedContext(settings: JsonObject, stageAssets: boolean): JsonObject {
  return {
    'aws:cdk:enable-path-metadata': true,
    'aws:cdk:enable-asset-metadata': true,
    'aws:cdk:version-reporting': own(settings, 'versionReporting') !== false,
    'aws:cdk:bundling-stacks': ['**'],
    ...(!stageAssets && { 'aws:cdk:disable-asset-staging': true }),
  };
}

/**
 * How the app gets its context: in a variable, or in a file where it is too long for one (128 KB on Linux). Looked-up
 * values in `cdk.context.json` can be that long.
 */
async function contextVariables(context: JsonObject, scratch: string): Promise<Record<string, string>> {
  const json = JSON.stringify(context);
  if (Buffer.byteLength(json) < 100_000) return { CDK_CONTEXT_JSON: json };
  const file = join(scratch, 'context.json');
  await writeFile(file, json);
  return { CDK_CONTEXT_JSON: '{}', CONTEXT_OVERFLOW_LOCATION_ENV: file };
}

/** The folders of commands that packages bring, nearest first, as npm scripts have them in their PATH. */
function binFolders(directory: string): string[] {
  const parent = dirname(directory);
  return [join(directory, 'node_modules', '.bin'), ...(parent === directory ? [] : binFolders(parent))];
}

/** Runs a command of the project; where it fails, the error has its last words. */
async function run(command: string, options: CommandOptions): Promise<void> {
  let lastWords = '';
  const onOutput = (text: string) => {
    options.onOutput?.(text);
    lastWords = (lastWords + text).slice(-4000);
  };
  try {
    await runCommand(command, { ...options, onOutput });
  } catch (error) {
    options.signal?.throwIfAborted();
    throw new Error(`${error instanceof Error ? error.message : error}:\n${lastWords.trim()}`, { cause: error });
  }
}
