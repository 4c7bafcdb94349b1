import { Agent, type IncomingMessage, request } from 'node:http';

/** One request to an API. */
export interface ApiRequest {
  readonly method?: string;
  /** With its query. */
  readonly path: string;
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
}

/** A client that keeps its connections, as many as it has requests on their way. */
export class Client {
  readonly #url: string;
  readonly #agent = new Agent({ keepAlive: true });

  /** @param url without a slash at its end */
  constructor(url: string) {
    this.#url = url;
  }

  /** @throws Error where there is no answer, or its status is another than `expected` */
  async send({ method = 'GET', path, token, headers, body }: ApiRequest, expected?: number): Promise<ApiAnswer> {
    const content = body && JSON.stringify(body);
    const { promise, resolve, reject } = Promise.withResolvers<ApiAnswer>();
    const receive = (response: IncomingMessage) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
      response.on('error', reject);
    };
    const sent = request(`${this.#url}${path}`, {
      method,
      agent: this.#agent,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(content !== undefined && {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(content),
        }),
        ...headers,
      },
    });
    sent.on('response', receive).on('error', reject).end(content);
    const answer = await promise;
    if (expected !== undefined && answer.status !== expected) {
      throw new Error(`${method} ${path}: expected ${expected}, got ${answer.status} ${answer.body}`);
    }
    return answer;
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** How some work went. */
export interface Drive<Result> {
  readonly seconds: number;
  /** Milliseconds of each task. */
  readonly latencies: readonly number[];
  readonly results: readonly Result[];
}

/** Does tasks, so many at once: a new one begins as soon as one has ended. */
export async function drive<Result>(
  tasks: readonly (() => Promise<Result>)[],
  concurrency: number,
): Promise<Drive<Result>> {
  const latencies: number[] = [];
  const results: Result[] = [];
  const left = tasks.values();
  const work = async () => {
    for (const task of left) {
      const begun = performance.now();
      const result = await task();
      latencies.push(performance.now() - begun);
      results.push(result);
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: concurrency }, work));
  return { seconds: (performance.now() - started) / 1000, latencies, results };
}
