import { App } from 'aws-cdk-lib/core';
import { Clock } from './clock.ts';
import { Kitchen } from './kitchen.ts';
import { Office } from './office.ts';
import { Post } from './post.ts';
import { Stores } from './stores.ts';
import { Strangers } from './strangers.ts';

/**
 * Synthesizes an app of events, as people write them with the CDK's constructs: the local run must run it as it is.
 *
 * @param outdir a folder for the assembly
 * @param isLater whether it is the app's next version: what was denied is allowed, and there is more
 */
export function bakery(outdir: string, { isLater = false } = {}): void {
  const metadata = { 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true };
  const app = new App({ outdir, context: metadata, builtinCloudFormationValidation: false });
  const stores = new Stores(app, 'Stores', isLater);
  const kitchen = new Kitchen(app, 'Kitchen', stores, isLater);
  new Post(kitchen, 'Post', stores.news);
  new Office(app, 'Office');
  new Clock(app, 'Clock', stores);
  new Strangers(app, 'Strangers', { stores, areWelcome: isLater });
  app.synth();
}
