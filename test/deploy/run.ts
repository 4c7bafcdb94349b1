import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { awsEnvironment } from './support/environment.ts';
import { endGroup } from './support/process-group.ts';
import { preparePython } from './support/python.ts';
import { startStandIn } from './support/stand-in.ts';

// npm run test:deploy: the app deployed for real, by the CDK CLI, to a stand-in for AWS on this machine, and asked all that
// the local run is asked. Whatever it starts or writes is gone when it ends, also where it is interrupted. What follows
// the command goes to vitest: npm run test:deploy -- -t destroy

const project = resolve(import.meta.dirname, '../..');
/** What is to be undone at the end, the latest first. */
const endings: (() => Promise<void> | void)[] = [];
let isEnding = false;

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, async () => {
    if (isEnding) return;
    await end();
    process.exit(128 + constants.signals[signal]);
  });
}

try {
  const code = await testDeployment(process.argv.slice(2));
  if (!isEnding) process.exitCode = code;
} catch (error) {
  // What an ending takes away under a step's feet is no failure of its own.
  if (!isEnding) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 1;
  }
}
await end();

async function testDeployment(args: readonly string[]): Promise<number> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'test-deploy-')));
  endings.push(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  const atEnd = (ending: () => Promise<void>) => endings.push(ending);
  const python = await preparePython((line) => process.stdout.write(`${line}\n`), atEnd);
  if (isEnding) return 1;
  const standIn = await startStandIn(python, folder, atEnd);
  if (isEnding) return 1;
  const config = join(import.meta.dirname, 'vitest.config.ts');
  const vitest = spawn(join(project, 'node_modules/.bin/vitest'), ['run', '--config', config, ...args], {
    cwd: project,
    // A group of its own, so that all that the tests start ends with it.
    detached: true,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: {
      ...awsEnvironment(standIn.endpoint),
      // Nobody's settings: no profile of AWS, no `.cdk.json`.
      HOME: folder,
      TMPDIR: folder,
      PATH: [dirname(process.execPath), join(project, 'node_modules/.bin'), process.env.PATH].join(':'),
      NODE_COMPILE_CACHE: join(project, '.local/compile-cache'),
      CDK_DISABLE_CLI_TELEMETRY: 'true',
      CDK_DISABLE_VERSION_CHECK: 'true',
      ...(process.stdout.isTTY && { FORCE_COLOR: '1' }),
    },
  });
  endings.push(() => endGroup(vitest, 'SIGINT'));
  const [code] = await once(vitest, 'exit');
  if (code !== 0 && !isEnding) process.stderr.write(`What the stand-in complained of last:\n${standIn.complaints()}\n`);
  return code ?? 1;
}

async function end(): Promise<void> {
  isEnding = true;
  for (const ending of endings.splice(0).reverse()) await ending();
}
