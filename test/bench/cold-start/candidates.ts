import { readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { App, Stack } from 'aws-cdk-lib/core';
import { handlerEntries } from '../../../lib/bundles.ts';
import { bundleHandlers } from '../../../lib/bundling/bundle-handlers.ts';
import type { Candidate } from './first-answers.ts';

const project = resolve(import.meta.dirname, '../../..');

/** Makes `POST /rides` in our way and in the stock ways, and the two floors below it. */
export async function makeCandidates(folder: string) {
  const { RequestRide = '', PutUnicorn = '' } = handlerEntries();
  const { directories } = await bundleHandlers({
    entries: {
      Empty: join(import.meta.dirname, 'handlers/empty.ts'),
      HandSigned: join(import.meta.dirname, 'handlers/hand-signed.ts'),
      RequestRide,
      PutUnicorn,
    },
    outdir: join(folder, 'ours'),
    sourceMaps: false,
  });
  const ours = (name: string) => join(directories[name] ?? '', 'index.js');
  const stock = makeStock(RequestRide, join(folder, 'stock'));
  return {
    empty: candidate('an empty handler', ours('Empty')),
    handSigned: candidate('two requests signed by hand, no SDK', ours('HandSigned')),
    ours: candidate('POST /rides', ours('RequestRide')),
    stockFromDisk: candidate("NodejsFunction's defaults, SDK from the disk", stock.fromDisk),
    stockBundled: candidate("NodejsFunction's defaults, SDK bundled", stock.bundled),
    /** Not measured: it tells what a unicorn looks like in the table. */
    putUnicorn: candidate('PUT /unicorns/{unicornId}', ours('PutUnicorn')),
  };
}

export function candidate(name: string, file: string): Candidate {
  return { name, file, size: statSync(file).size };
}

/** The same code by the construct itself, with nothing set that it does not ask for. */
function makeStock(entry: string, outdir: string) {
  const app = new App({ outdir });
  const stack = new Stack(app, 'Stock');
  const props = {
    entry,
    runtime: Runtime.NODEJS_24_X,
    projectRoot: project,
    depsLockFilePath: join(project, 'package-lock.json'),
  };
  new NodejsFunction(stack, 'FromDisk', props);
  new NodejsFunction(stack, 'Bundled', { ...props, bundling: { bundleAwsSDK: true } });
  app.synth();

  const { files }: { files: Record<string, { displayName: string; source: { path: string } }> } = JSON.parse(
    readFileSync(join(outdir, 'Stock.assets.json'), 'utf8'),
  );
  const fileOf = (id: string) => {
    const asset = Object.values(files).find(({ displayName }) => displayName.startsWith(`${id}/`));
    if (asset === undefined) throw new Error(`NodejsFunction made no asset for ${id}.`);
    return join(outdir, asset.source.path, 'index.js');
  };
  return { fromDisk: fileOf('FromDisk'), bundled: fileOf('Bundled') };
}
