import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib/core';
import cdkJson from '../cdk.json' with { type: 'json' };
import type { GitHubSettings } from './github.ts';
import { GitHubStack } from './github-stack.ts';
import type { Template } from './permissions/grants.ts';
import { RidesStack } from './rides-stack.ts';
import type { StageSettings } from './stages.ts';

/**
 * The template of the stack with these settings, under the feature flags of `cdk.json`: for what looks at templates and
 * deploys none. Findings of the validation are not looked for.
 *
 * @param bundles the folder of each operation's bundle, by the operation's name
 * @param restoredTable the ARN of the stream of a restored table, in place of the stack's own
 */
export function synthesizeTemplate(
  name: string,
  stage: StageSettings,
  bundles: Readonly<Record<string, string>>,
  restoredTable?: string,
): Template {
  return templateOf((app) => new RidesStack(app, `UnicornRides-${name}`, { stage, bundles, restoredTable }));
}

/** As {@link synthesizeTemplate}, of the roles that GitHub's workflows have. */
export function synthesizeGitHub(settings: GitHubSettings, provider?: string): Template {
  const props = { settings, ...(provider !== undefined && { provider }) };
  return templateOf((app) => new GitHubStack(app, 'UnicornRidesGitHub', props));
}

function templateOf(stackIn: (app: App) => Stack): Template {
  const outdir = mkdtempSync(join(tmpdir(), 'template-'));
  try {
    const context = { ...cdkJson.context, 'aws:cdk:enable-path-metadata': true };
    const app = new App({ context, outdir, builtinCloudFormationValidation: false });
    const { artifactId } = stackIn(app);
    return app.synth().getStackArtifact(artifactId).template;
  } finally {
    rmSync(outdir, { recursive: true });
  }
}
