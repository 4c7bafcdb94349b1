import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';

/** What `npm start` says of itself while it runs. */
export interface LocalRun {
  readonly apiUrl: string;
  readonly awsEndpoint: string;
  readonly tokens: { readonly rider: string; readonly operator: string };
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** The local run of this folder, if there is one. */
export function findLocalRun(): LocalRun | undefined {
  const file = resolve('.local/run.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
}

/** How a client of the SDK reaches the local run's AWS endpoint, and may do everything there. Ends the process without one. */
export function localClient() {
  const run = findLocalRun();
  if (run === undefined) {
    process.stderr.write(
      'Nothing runs here: start it with npm start, or say --aws for the account of your credentials.\n',
    );
    process.exit(2);
  }
  return { endpoint: run.awsEndpoint, region: 'us-east-1', credentials: run.credentials };
}
