import type { Reporter, TestModule } from 'vitest/node';

/** Says at the end of a run which tests were not made, and why. */
export default class SkipsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) =>
      Array.from(module.children.allTests('skipped'), (test) => {
        const result = test.result();
        const reason = result.state === 'skipped' ? result.note : undefined;
        return `  ${test.fullName}: ${reason ?? 'not chosen, or a step before it failed'}\n`;
      }),
    );
    if (lines.length > 0) process.stdout.write(`Skipped, and why:\n${lines.join('')}\n`);
  }
}
