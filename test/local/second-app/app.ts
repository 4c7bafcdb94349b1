import { App } from 'aws-cdk-lib/core';
import { archive } from './archive.ts';
import { Depot } from './depot.ts';
import { Front } from './front.ts';

// An app of quite another shape than the one that this repository is about: the local run must run it as well.
const app = new App();
const { table } = new Depot(app, 'Depot');
new Front(app, 'Front', { table, issuer: app.node.tryGetContext('issuer'), outdir: app.outdir });
archive(app);
