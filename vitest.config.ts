import { resolve } from 'node:path';
import { defineConfig } from 'vitest/config';

// Many tests start Node on the same sources again: compiled code is kept between them.
process.env.NODE_COMPILE_CACHE ??= resolve(import.meta.dirname, '.local/compile-cache');

export default defineConfig({
  test: {
    pool: 'forks',
    // More than there are processors on a small machine: many tests wait for others' processes most of the time.
    maxWorkers: 4,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    projects: [
      {
        // What is tested in its own process and leaves nothing behind: files share what they have loaded.
        extends: true,
        test: {
          name: 'parts',
          include: [
            'test/unit/**/*.test.ts',
            'test/review/**/*.test.ts',
            'test/local/{template,gateway,endpoint,sign-in,distribution}/**/*.test.ts',
            'test/local/{dynamodb,streams,event-patterns,event-sources,eventbridge,scheduler,s3,sns,sqs}/**/*.test.ts',
          ],
          isolate: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'processes',
          include: [
            'test/table/**/*.test.ts',
            'test/local/{functions,run,second-app,events-app}/**/*.test.ts',
            'test/local/*.test.ts',
          ],
          isolate: false,
        },
      },
      {
        // What looks at the app as it is synthesized, once for all, and what starts it.
        extends: true,
        test: {
          name: 'app',
          include: ['test/stack/**/*.test.ts', 'test/local/app/**/*.test.ts'],
          isolate: false,
          globalSetup: 'test/support/assemblies.ts',
        },
      },
      {
        // All ask one run of the app, when nothing else runs: the more ask at once, the more processes do its functions
        // start and end, which cost more than the answers.
        extends: true,
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts', 'test/clients/**/*.test.ts'],
          isolate: false,
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
          globalSetup: 'test/support/e2e-target.ts',
        },
      },
    ],
  },
});
