import { join } from 'node:path';
import { watchFunctions } from '../lib/bundles.ts';
import { stageNamed, stages } from '../lib/stages.ts';
import { watchPath } from '../local/watch.ts';

// Keeps the bundles of a stage (dev, unless named) up to date while their sources change: the local run runs this beside
// itself, and reloads the functions whose bundle is new. Ends when its standard input does.

/** Milliseconds: editors write a file in several steps. */
const quiet = 20;

const bundles = await watchFunctions(stages[stageNamed(process.argv[2])].sourceMaps);
let work = Promise.resolve();
const unwatch = watchPath(
  join(import.meta.dirname, '../lambda'),
  (changed) => (work = work.then(() => rebuild(changed))),
  {
    quiet,
  },
);
process.stdin.resume();
process.stdin.once('end', () => {
  unwatch();
  void work.then(() => bundles.dispose());
});

async function rebuild(changed: readonly string[]): Promise<void> {
  try {
    await bundles.rebuild(changed);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  }
}
