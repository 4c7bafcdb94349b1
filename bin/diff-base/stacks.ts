import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { readSettings, synthesize } from '../../local/project.ts';
import { runCommand } from '../../local/shell-command.ts';
import { parseJson } from '../../local/template/json.ts';
import type { JsonObject } from '../../local/template/resources.ts';
import { causeIn } from './last-words.ts';

/** A stack as a checkout's own code synthesizes it. */
export interface SynthesizedStack {
  /** As CloudFormation would know it: `UnicornRides-dev`. */
  readonly name: string;
  /** The stack's name without its stage: what is the same stack in all stages. */
  readonly family: string;
  /** Undefined for a stack of no stage. */
  readonly stage: string | undefined;
  readonly template: JsonObject;
  /** Whether CloudFormation refuses to delete it. */
  readonly isProtected: boolean;
}

/** The app of its own that gives GitHub its roles: no stage has it. */
const githubApp = 'bin/github.ts';

/**
 * All stacks of a checkout in all its stages, by its own `cdk.json`, `lib/stages.ts` and code. A checkout without an app
 * has none. The templates are not validated: `cdk synth` is there for that.
 *
 * @param checkout its folder
 * @param scratch a folder for the assemblies
 * @throws Error with the last words of the app that fails
 */
export async function synthesizeAll(
  checkout: string,
  scratch: string,
  signal: AbortSignal,
): Promise<SynthesizedStack[]> {
  if (!existsSync(join(checkout, 'cdk.json'))) return [];
  const stacks: SynthesizedStack[] = [];
  for (const stage of await stagesOf(checkout, scratch, signal)) {
    const output = join(scratch, stage ?? 'app');
    const context: JsonObject = stage === undefined ? {} : { stage };
    await synthesize({ directory: checkout, output, context, stageAssets: false, onOutput: () => undefined, signal });
    stacks.push(...stacksIn(output, stage));
  }
  if (existsSync(join(checkout, githubApp))) {
    const directory = join(scratch, 'github');
    await mkdir(directory, { recursive: true });
    const settings = await readSettings(join(checkout, 'cdk.json'));
    const app = `node ${JSON.stringify(join(checkout, githubApp))}`;
    await writeFile(join(directory, 'cdk.json'), JSON.stringify({ ...settings, app }));
    const { output } = await synthesize({ directory, onOutput: () => undefined, signal });
    stacks.push(...stacksIn(output, undefined));
  }
  refuseTwins(stacks);
  return stacks;
}

/** The stages that a checkout's `lib/stages.ts` lists; where it has no such list, one without a name: the app's default. */
async function stagesOf(checkout: string, scratch: string, signal: AbortSignal): Promise<(string | undefined)[]> {
  const list = join(checkout, 'lib/stages.ts');
  if (!existsSync(list)) return [undefined];
  const script = join(scratch, 'stages.mjs');
  const result = join(scratch, 'stages.json');
  await mkdir(scratch, { recursive: true });
  await writeFile(
    script,
    `import { writeFileSync } from 'node:fs';
const { stages } = await import(${JSON.stringify(pathToFileURL(list).href)});
writeFileSync(${JSON.stringify(result)}, JSON.stringify(Object.keys(stages ?? {})));`,
  );
  let said = '';
  try {
    // In a process of its own: another checkout's modules are none of this one's.
    await runCommand(`node ${JSON.stringify(script)}`, { cwd: checkout, onOutput: (text) => (said += text), signal });
  } catch (error) {
    signal.throwIfAborted();
    throw new Error(`lib/stages.ts cannot be read: ${causeIn(said)}`, { cause: error });
  }
  const names = parseJson(await readFile(result, 'utf8'));
  const stages = Array.isArray(names) ? names.filter((name) => typeof name === 'string') : [];
  return stages.length > 0 ? stages : [undefined];
}

function stacksIn(output: string, stage: string | undefined): SynthesizedStack[] {
  return new CloudAssembly(output).stacksRecursively.map(({ stackName: name, template, terminationProtection }) => ({
    name,
    family:
      stage === undefined
        ? name
        : name
            .split('-')
            .filter((part) => part !== stage)
            .join('-'),
    stage,
    template,
    isProtected: terminationProtection === true,
  }));
}

/** Two different stacks of one name would overwrite each other in an account. */
function refuseTwins(stacks: readonly SynthesizedStack[]): void {
  for (const [name, twins] of Map.groupBy(stacks, (stack) => stack.name)) {
    if (twins.length > 1) throw new Error(`${twins.length} stages make a stack of the same name, ${name}`);
  }
}
