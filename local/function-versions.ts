import type { FunctionDefinition } from './functions/definition.ts';
import {
  FunctionHost,
  type FunctionHostSettings,
  type InvokeOptions,
  type InvokeResult,
} from './functions/function-host.ts';
import type { Json } from './template/resources.ts';

/** The functions of an app as they are now, and those before them that still have requests to answer. */
export class FunctionVersions {
  readonly #settings: Omit<FunctionHostSettings, 'functions'>;
  readonly #hosts = new Set<FunctionHost>();
  #current: FunctionHost;

  constructor(settings: Omit<FunctionHostSettings, 'functions'>, functions: readonly FunctionDefinition[]) {
    this.#settings = settings;
    this.#current = this.#start(functions);
  }

  /** As `FunctionHost.invoke`. */
  invoke(reference: string, event: Json, options: InvokeOptions = {}): Promise<InvokeResult> {
    return this.#current.invoke(reference, event, options);
  }

  /** New requests go to these functions; those before them end with their last answer. */
  replace(functions: readonly FunctionDefinition[]): void {
    const outgoing = this.#current;
    this.#current = this.#start(functions);
    void outgoing.drain().then(() => this.#hosts.delete(outgoing));
  }

  /** Ends all at once. */
  async close(): Promise<void> {
    await Promise.all(Array.from(this.#hosts, (host) => host.close()));
  }

  #start(functions: readonly FunctionDefinition[]): FunctionHost {
    const host = new FunctionHost({ ...this.#settings, functions });
    this.#hosts.add(host);
    return host;
  }
}
