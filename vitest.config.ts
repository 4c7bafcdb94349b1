import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Every file runs in its own process: many start the local runtime, and none may see another's environment.
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      { extends: true, test: { name: 'parts', include: ['test/{unit,local}/**/*.test.ts'] } },
      {
        // What looks at the app as it is synthesized, or runs: it is synthesized once, and started once.
        extends: true,
        test: {
          name: 'app',
          include: ['test/{stack,e2e}/**/*.test.ts'],
          globalSetup: ['test/support/assemblies.ts', 'test/support/e2e-target.ts'],
        },
      },
    ],
  },
});
