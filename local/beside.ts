import { runCommand } from './shell-command.ts';

/** A command that runs beside the app, such as a bundler that watches. */
export class Beside {
  readonly #command: string;
  readonly #env: NodeJS.ProcessEnv;
  readonly #onEnd: (how: string) => void;
  #stopping = new AbortController();
  #ended: Promise<void>;
  /** Whether it is running. */
  #runs = true;

  /** @param onEnd is told when it ends by itself, and how */
  constructor(command: string, env: NodeJS.ProcessEnv, onEnd: (how: string) => void) {
    this.#command = command;
    this.#env = env;
    this.#onEnd = onEnd;
    this.#ended = this.#run();
  }

  get runs(): boolean {
    return this.#runs;
  }

  async restart(): Promise<void> {
    await this.stop();
    this.#stopping = new AbortController();
    this.#ended = this.#run();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#ended;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    this.#runs = true;
    let how = `${this.#command} ended`;
    try {
      await runCommand(this.#command, { env: this.#env, input: 'pipe', signal });
    } catch (error) {
      how = error instanceof Error ? error.message : String(error);
    }
    this.#runs = false;
    if (!signal.aborted) this.#onEnd(how);
  }
}
