import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

// After a deployment there is something to ask: a local run in its place would prove nothing.
if (process.env.API_URL === undefined) throw new Error('API_URL is not set: which deployment is meant?');

const project = resolve(import.meta.dirname, '../..');

export default defineConfig({
  test: {
    root: project,
    include: ['test/e2e/smoke.test.ts'],
    globalSetup: 'test/support/e2e-target.ts',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
