import { join } from 'node:path';
import { stages } from '../../lib/stages.ts';

// The app, once for each stage, into folders beside each other: what the CDK CLI says to one app is said to each. In one
// process, because what judges the templates is WebAssembly that takes seconds of processor time to get ready.

const { CDK_OUTDIR = '', CDK_CONTEXT_JSON = '{}' } = process.env;
for (const stage of Object.keys(stages)) {
  process.env.CDK_OUTDIR = join(CDK_OUTDIR, stage);
  process.env.CDK_CONTEXT_JSON = JSON.stringify({ ...JSON.parse(CDK_CONTEXT_JSON), stage });
  await import(`../../bin/app.ts?${stage}`);
}
