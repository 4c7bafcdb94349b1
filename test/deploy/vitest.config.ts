import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

const { hostname } = new URL(process.env.AWS_ENDPOINT_URL ?? 'none:');
if (hostname !== '127.0.0.1') throw new Error('These tests ask the stand-in alone: start them by npm run test:deploy.');

/** The files are chapters of one story, told in the order of their names. */
class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return files.sort((one, other) => one.moduleId.localeCompare(other.moduleId));
  }
}

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    // One process after the other, and what one file has started the next one knows.
    pool: 'forks',
    maxWorkers: 1,
    isolate: false,
    fileParallelism: false,
    sequence: { sequencer: InOrder },
    // What comes after a step that failed would fail for that alone.
    bail: 1,
    testTimeout: 600_000,
    hookTimeout: 180_000,
    reporters: ['verbose', '../support/skips-reporter.ts'],
  },
});
