import type { Reporter, TestModule, Vitest } from 'vitest/node';

/** Says at the end of a run which tests were skipped, and why. */
export default class SkipsReporter implements Reporter {
  #isFiltered = false;

  onInit({ config }: Vitest): void {
    this.#isFiltered = config.testNamePattern !== undefined;
  }

  onTestRunEnd(modules: readonly TestModule[]): void {
    const lines = modules.flatMap((module) =>
      Array.from(module.children.allTests('skipped'), (test) => {
        const result = test.result();
        const reason = result.state === 'skipped' ? result.note : undefined;
        // What a filter leaves out was not asked for.
        if (reason === undefined && this.#isFiltered) return '';
        return `  ${test.fullName}: ${reason ?? 'no reason given'}\n`;
      }),
    );
    if (lines.some((line) => line !== '')) process.stdout.write(`Skipped, and why:\n${lines.join('')}\n`);
  }
}
