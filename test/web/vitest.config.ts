import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

// The page in a real browser, against the local run: npm run test:web. Not part of npm test: it needs a browser.
export default defineConfig({
  root: resolve(import.meta.dirname, '../..'),
  test: {
    name: 'web',
    include: ['test/web/**/*.test.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The page may need longer than a second for anything on a busy machine.
    expect: { poll: { timeout: 20_000 } },
    globalSetup: 'test/web/support/setup.ts',
  },
});
