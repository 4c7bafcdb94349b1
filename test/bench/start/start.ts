import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Bench, Figure } from '../figures.ts';
import { installPeers, peersFolder, versionOf } from '../peers/peers.ts';
import { Client, drive } from '../tools/load.ts';
import { usageOf } from '../tools/processes.ts';
import { median, ratio, rounded } from '../tools/statistics.ts';
import { synthesizeHello } from './hello-app.ts';

const localStart = resolve(import.meta.dirname, '../../../local/start.ts');
const concurrency = 8;
/** Milliseconds. */
const pollEvery = 5;
const patience = 60_000;

/** A server that answers `GET /hello`. */
interface Server {
  readonly name: string;
  /** What Node is started with, and where. */
  readonly command: (port: number) => readonly string[];
  readonly folder: string;
}

interface Sample {
  /** From starting the process to the first 200. */
  readonly startMilliseconds: number;
  /** Of the server and all its processes, for each of many requests after a warm-up. */
  readonly cpuMilliseconds: number;
}

/** How long a local run takes to start, and what a request costs the machine. */
export async function measureStart(bench: Bench): Promise<Figure[]> {
  const scratch = mkdtempSync(join(tmpdir(), 'bench-start-'));
  try {
    const servers = await makeServers(bench, scratch);
    const samples = new Map<Server, Sample[]>(servers.map((server) => [server, []]));
    const rounds = bench.quick ? 1 : 5;
    const requests = bench.quick ? 500 : 5_000;
    for (let round = 1; round <= rounds; round += 1) {
      bench.say(`start: round ${round} of ${rounds}`);
      for (const [server, list] of samples) list.push(await sample(server, requests));
    }
    return figures(servers, (server, of) => median((samples.get(server) ?? []).map(of)));
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

async function makeServers(bench: Bench, scratch: string): Promise<Server[]> {
  const local = (name: string, assembly: string): Server => ({
    name,
    command: (port) => [localStart, '--app', assembly, '--port', String(port), '--no-seed', '--quiet'],
    folder: scratch,
  });
  const hello = join(scratch, 'hello');
  synthesizeHello(hello);
  const servers = [
    local('the app', await bench.assembly()),
    local('a trivial handler', hello),
    {
      name: 'node:http alone',
      command: (port: number) => [join(import.meta.dirname, 'http-server.cjs'), String(port)],
      folder: scratch,
    },
  ];
  if (bench.quick) return servers;
  installPeers(bench.say);
  const serverless = join(peersFolder, 'node_modules/serverless/bin/serverless.js');
  const offline = {
    name: `serverless-offline ${versionOf('serverless-offline')}`,
    command: (port: number) => [serverless, 'offline', '--httpPort', String(port), '--lambdaPort', String(port + 1)],
    folder: import.meta.dirname,
  };
  return [...servers, offline];
}

async function sample(server: Server, requests: number): Promise<Sample> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn(process.execPath, server.command(port), { cwd: server.folder, stdio: 'ignore' });
  const client = new Client(`http://127.0.0.1:${port}`);
  try {
    await firstAnswer(child, client, server.name);
    const startMilliseconds = performance.now() - started;
    return { startMilliseconds, cpuMilliseconds: await cpuOfRequests(child, client, requests) };
  } finally {
    client.close();
    child.kill('SIGTERM');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
}

async function firstAnswer(child: ChildProcess, client: Client, name: string): Promise<void> {
  const deadline = performance.now() + patience;
  while (performance.now() < deadline && child.exitCode === null) {
    const answer = await client.send({ path: '/hello' }).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') return undefined;
      throw error;
    });
    if (answer?.status === 200) return;
    await new Promise((wake) => setTimeout(wake, pollEvery));
  }
  throw new Error(`${name} does not answer GET /hello.`);
}

async function cpuOfRequests({ pid }: ChildProcess, client: Client, requests: number): Promise<number> {
  if (pid === undefined) throw new Error('The server has no process.');
  const hello = () => client.send({ path: '/hello' }, 200);
  const many = (count: number) => Array.from({ length: count }, () => hello);
  await drive(many(requests / 2), concurrency);
  const before = usageOf(pid).cpuMilliseconds;
  await drive(many(requests), concurrency);
  return (usageOf(pid).cpuMilliseconds - before) / requests;
}

function figures(
  servers: readonly Server[],
  of: (server: Server, member: (sample: Sample) => number) => number,
): Figure[] {
  const [app, trivial, floor, peer] = servers;
  if (app === undefined || trivial === undefined || floor === undefined) throw new Error('A server is missing.');
  const start = ({ startMilliseconds }: Sample) => startMilliseconds;
  const cpu = ({ cpuMilliseconds }: Sample) => cpuMilliseconds;
  const judged = (server: Server, member: typeof start) => ({
    value: rounded(of(server, member)),
    ratios: Object.fromEntries(
      [floor, peer].flatMap((judge) =>
        judge === undefined || judge === server ? [] : [[judge.name, ratio(of(server, member), of(judge, member))]],
      ),
    ),
  });
  const startNote = 'from starting the process to the first 200 of GET /hello, built and without a seed';
  const cpuNote = `processor time of all processes, warm, ${concurrency} requests at once`;
  return [
    { name: 'Start: the app', unit: 'ms', ...judged(app, start), targets: [{ atMost: 2_000 }], note: startNote },
    ...[trivial, floor, ...(peer ? [peer] : [])].map((server) => ({
      name: `Start: ${server.name}`,
      unit: 'ms',
      ...judged(server, start),
    })),
    {
      name: 'A request: a trivial handler',
      unit: 'CPU ms',
      ...judged(trivial, cpu),
      targets: [{ atMost: 0.33 }],
      note: cpuNote,
    },
    ...[app, floor, ...(peer ? [peer] : [])].map((server) => ({
      name: `A request: ${server === app ? 'GET /hello of the app' : server.name}`,
      unit: 'CPU ms',
      ...judged(server, cpu),
    })),
  ];
}

/** A port that is free, as are the three after it: a local run and a peer listen there too. */
async function freePort(): Promise<number> {
  for (;;) {
    const first = await listen(0);
    const others = await Promise.allSettled([1, 2, 3].map((step) => listen(first.port + step)));
    const opened = [first, ...others.flatMap((other) => (other.status === 'fulfilled' ? [other.value] : []))];
    await Promise.all(opened.map(({ close }) => close()));
    if (opened.length === 4) return first.port;
  }
}

async function listen(port: number): Promise<{ port: number; close: () => Promise<void> }> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return {
    port: address.port,
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}
