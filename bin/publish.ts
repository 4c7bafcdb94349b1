import { join, sep } from 'node:path';
import { watchPath } from '../local/watch.ts';
import { buildAndPublish } from './publish/build-and-publish.ts';
import { readOutputs } from './publish/outputs.ts';

// Builds the page and publishes it to a stage that is deployed, or to the local run, which runs this as it stands.
//   OUTPUTS_FILE=outputs.json node bin/publish.ts            once
//   OUTPUTS_FILE=outputs.json node bin/publish.ts --watch    after each change of the page, until the standard input ends
// The file is what `cdk deploy --all --outputs-file outputs.json` writes. npm run deploy does all of it.

const { OUTPUTS_FILE } = process.env;
if (OUTPUTS_FILE === undefined) end('OUTPUTS_FILE names no file of outputs: npm run deploy deploys and publishes.');

if (process.argv.includes('--watch')) watch(OUTPUTS_FILE);
else await once(OUTPUTS_FILE);

async function once(file: string): Promise<void> {
  const outputs = readOutputs(file);
  if (outputs === undefined) end(`${file} tells of no page.`);
  const { put, there, removed } = await buildAndPublish(outputs);
  process.stdout.write(
    `The page is published: ${put} files put, ${there} there already, ${removed} old ones removed.\n`,
  );
}

function watch(file: string): void {
  const web = join(import.meta.dirname, '../web');
  const made = ['dist', 'node_modules'].map((name) => join(web, name));
  const ignores = (path: string) => made.some((folder) => path === folder || path.startsWith(folder + sep));
  let work = Promise.resolve();
  const again = () => {
    work = work
      .then(() => once(file))
      .catch((error: unknown) => {
        process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      });
  };
  const unwatch = watchPath(web, again, { ignores });
  process.stdin.resume();
  process.stdin.once('end', unwatch);
}

function end(line: string): never {
  process.stderr.write(`${line}\n`);
  process.exit(2);
}
