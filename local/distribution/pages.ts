import type { Access } from '../endpoint/access.ts';
import type { UserPool } from '../sign-in/user-pools.ts';
import type { Environment } from '../template/resources.ts';
import type { Distribution } from './distribution.ts';
import type { ReadFile } from './find-file.ts';
import { type PageServer, startPageServer } from './server.ts';

export interface PagesOptions {
  readonly distributions: readonly Distribution[];
  /** The port of the first one; the others have free ones. 0 picks a free one for it too. */
  readonly port: number;
  readonly environment: Environment;
  readonly access: Access;
  readonly readFile: ReadFile;
  /** Puts this run's addresses into a header's value. */
  readonly inHeader: (value: string) => string;
  /** Whether open pages are loaded again when another version of them is published. */
  readonly reloads: boolean;
  readonly onFault: (error: unknown) => void;
}

/** The distributions of a run, each at an address of its own. */
export class Pages {
  readonly #options: PagesOptions;
  readonly #servers = new Map<string, PageServer>();

  private constructor(options: PagesOptions) {
    this.#options = options;
  }

  /** @throws the server's own error where a port is taken */
  static async start(options: PagesOptions): Promise<Pages> {
    const pages = new Pages(options);
    for (const [index, distribution] of options.distributions.entries()) {
      await pages.#serve(distribution, index === 0 ? options.port : 0);
    }
    return pages;
  }

  /** In the order of the template. */
  get urls(): readonly string[] {
    return Array.from(this.#servers.values(), ({ url }) => url);
  }

  /** The address of a distribution, by its construct path. */
  url(path: string): string | undefined {
    return this.#servers.get(path)?.url;
  }

  /** Follows a changed template; a distribution that stays keeps its address. */
  async replace(distributions: readonly Distribution[]): Promise<void> {
    for (const distribution of distributions) {
      const there = this.#servers.get(distribution.path);
      if (there) there.replace({ ...this.#options, distribution });
      else await this.#serve(distribution, 0);
    }
    for (const [path, server] of this.#servers) {
      if (distributions.some((distribution) => distribution.path === path)) continue;
      this.#servers.delete(path);
      await server.close();
    }
  }

  async close(): Promise<void> {
    await Promise.all(Array.from(this.#servers.values(), (server) => server.close()));
  }

  async #serve(distribution: Distribution, port: number): Promise<void> {
    const server = await startPageServer({
      served: { ...this.#options, distribution },
      reloads: this.#options.reloads,
      port,
    });
    this.#servers.set(distribution.path, server);
  }
}

/** Where sign-in may return to on this machine: the paths that app clients name, at the addresses of the pages here. */
export function localCallbacks(pools: readonly UserPool[], urls: readonly string[]): string[] {
  const named = pools.flatMap(({ clients }) =>
    clients.flatMap((client) => [...client.callbackUrls, ...client.logoutUrls]),
  );
  const paths = new Set(named.filter((url) => /^https?:/.test(url)).map((url) => new URL(url).pathname));
  return urls.flatMap((url) => Array.from(paths, (path) => `${url}${path}`));
}
