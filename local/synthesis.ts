import { synthesize } from './project.ts';
import { loadApp } from './run.ts';
import { watchSources } from './sources.ts';
import type { App } from './template/app.ts';

/** Where the assembly goes: `cdk.out` is left to the CLI. */
const localAssembly = '.local/cdk.out';

/** The project in this folder as an app to run, synthesized anew after each change of its sources. */
export class Synthesis {
  readonly #signal: AbortSignal;
  readonly #onOutput: (text: string) => void;
  #unwatch: () => void = () => {};
  /** A source changed since the last synthesis began. */
  #outdated = false;
  #work: Promise<void> = Promise.resolve();
  #follow: (() => void) | undefined;

  /**
   * @param signal ends what is under way
   * @param onOutput gets what a synthesis that went well has written
   */
  constructor(signal: AbortSignal, onOutput: (text: string) => void) {
    this.#signal = signal;
    this.#onOutput = onOutput;
  }

  /**
   * The app as it is now.
   *
   * @throws Error with the last words of the project's command, AssemblyError, the signal's reason
   */
  async first(): Promise<App> {
    // Before the sources are read, so that a change meanwhile is not missed.
    this.#unwatch = await watchSources('.', () => {
      this.#outdated = true;
      this.#follow?.();
    });
    return await this.#synthesize();
  }

  /**
   * Synthesizes after each change from the first synthesis on, one after the other.
   *
   * @param use gets what came of it
   * @param onFailure is told why nothing came of it, or why it is no good
   */
  follow(use: (app: App) => Promise<void>, onFailure: (error: unknown) => void): void {
    const again = async () => {
      if (!this.#outdated || this.#signal.aborted) return;
      try {
        await use(await this.#synthesize());
      } catch (error) {
        if (!this.#signal.aborted) onFailure(error);
      }
    };
    this.#follow = () => {
      this.#work = this.#work.then(again);
    };
    this.#follow();
  }

  /** Ends the watch, and waits for what is under way; the signal must have ended that. */
  async close(): Promise<void> {
    this.#unwatch();
    await this.#work;
  }

  async #synthesize(): Promise<App> {
    this.#outdated = false;
    let written = '';
    const { output } = await synthesize({
      directory: '.',
      output: localAssembly,
      stageAssets: false,
      signal: this.#signal,
      onOutput: (text) => {
        written += text;
      },
    });
    if (written !== '') this.#onOutput(written.trimEnd());
    return loadApp(output);
  }
}
