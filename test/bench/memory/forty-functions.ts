import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { App, Stack } from 'aws-cdk-lib/core';
import type { Operation } from '../../../lambda/http/operation.ts';
import { operations } from '../../../lambda/operations.ts';
import { bundleFunctions } from '../../../lib/bundles.ts';
import { AppFunction } from '../../../lib/constructs/app-function.ts';
import { FleetFiles } from '../../../lib/constructs/fleet-files.ts';
import { HttpApi } from '../../../lib/constructs/http-api.ts';
import { RidesTable } from '../../../lib/constructs/rides-table.ts';
import { SignIn } from '../../../lib/constructs/sign-in.ts';
import { methodsOf, parseRoute } from '../../../lib/routes.ts';
import { stages } from '../../../lib/stages.ts';

/** Where each operation stands: on its own path, and once more under another. */
export const prefixes = ['', 'again/'] as const;

/** Synthesizes the app with the function of every operation twice: more than forty. */
export async function synthesizeFortyFunctions(outdir: string): Promise<void> {
  const stage = stages.dev;
  const bundles = await bundleFunctions(stage.sourceMaps);
  const { context }: { context: Record<string, unknown> } = JSON.parse(
    readFileSync(resolve(import.meta.dirname, '../../../cdk.json'), 'utf8'),
  );
  const app = new App({
    outdir,
    context: { ...context, 'aws:cdk:enable-path-metadata': true, 'aws:cdk:enable-asset-metadata': true },
  });
  const stack = new Stack(app, 'FortyFunctions');
  const table = new RidesTable(stack, 'Table', { retain: false });
  const files = new FleetFiles(stack, 'FleetFiles', stage);
  const signIn = new SignIn(stack, 'SignIn', { ...stage, pageUrl: 'https://page.example' });
  const api = new HttpApi(stack, 'Api', { signIn, stage, methods: methodsOf(operations) });
  for (const [number, prefix] of prefixes.entries()) {
    for (const original of operations) {
      const { method, path } = parseRoute(original.route);
      const name = `${original.name}${number + 1}`;
      const operation: Operation = { ...original, name, route: `${method} /${prefix}${path.slice(1)}` };
      const bundle = bundles[original.name] ?? '';
      const { target } = new AppFunction(stack, name, {
        definition: operation,
        bundles: { [name]: bundle },
        table,
        files,
        stage,
      });
      api.route(operation, target, undefined);
    }
  }
  app.synth();
}
