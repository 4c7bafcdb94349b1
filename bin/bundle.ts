import { rebuildOnChange } from '../lib/bundles.ts';
import { stageNamed, stages } from '../lib/stages.ts';

// Keeps the bundles of a stage (dev, unless named) up to date while their sources change: the local run runs this beside
// itself, and reloads the functions whose bundle is new. Ends when its standard input does.
await rebuildOnChange(stages[stageNamed(process.argv[2])].sourceMaps);
