import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

// The page in a real browser, against the local run: npm run test:web. Not part of npm test: it needs a browser.
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    name: 'web',
    include: ['test/web/**/*.test.ts'],
    pool: 'forks',
    // One file after another: all ask one run of the app, and one test makes that run's AWS calls fail.
    maxWorkers: 1,
    testTimeout: 90_000,
    hookTimeout: 120_000,
    // The page may need longer than a second for anything on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    globalSetup: 'test/web/support/setup.ts',
  },
});
