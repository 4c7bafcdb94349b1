import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildAndPublish } from './publish/build-and-publish.ts';
import { output, readOutputs } from './publish/outputs.ts';

// Deploys a stage whole: its stacks, and the page. What stands behind goes on to `cdk deploy`.
//   npm run deploy                       the dev stage
//   npm run deploy -- -c stage=staging   another one
//   npm run deploy -- --outputs-file FILE   and keeps what the stacks put out, as `cdk deploy` would

const said = process.argv.slice(2);
// The second deployment is of one stack, and would write the outputs of that alone.
const args = said.filter((each, at) => !each.startsWith('--outputs-file') && said[at - 1] !== '--outputs-file');
const profile = given('--profile');
if (profile !== undefined) process.env.AWS_PROFILE = profile;

const folder = mkdtempSync(join(tmpdir(), 'deploy-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
const outputsFile = given('--outputs-file') ?? join(folder, 'outputs.json');
deploy('--all', '--outputs-file', outputsFile);
const deployed = readOutputs(outputsFile);
if (deployed === undefined) end(0, 'No page was deployed, so none is published.');

// The page's address is known now, and sign-in has to know it: once, when CloudFront has given one.
const url = output(deployed.page, 'PageUrl');
const { ridesStack } = deployed;
if (output(deployed.rides, 'PageUrl') !== url) {
  say(`The page is at ${url}, which sign-in and the API are told now.`);
  deploy(ridesStack, '--exclusively', '--parameters', `${ridesStack}:PageAddress=${url}`);
}

try {
  const { put, there, removed } = await buildAndPublish(deployed);
  say(`The page is published: ${put} files put, ${there} there already, ${removed} old ones removed.`);
  say(url);
} catch (error) {
  end(1, `The stacks are deployed; the page is not published: ${error instanceof Error ? error.message : error}`);
}

/** Runs the CDK CLI, and ends as it does where it fails. */
function deploy(...what: readonly string[]): void {
  const { status } = spawnSync('cdk', ['deploy', ...what, ...args], { stdio: 'inherit' });
  if (status !== 0) end(status ?? 1, 'cdk deploy failed.');
}

function given(flag: string): string | undefined {
  const index = said.indexOf(flag);
  return index < 0 ? said.find((each) => each.startsWith(`${flag}=`))?.slice(flag.length + 1) : said[index + 1];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function end(code: number, line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(code);
}
