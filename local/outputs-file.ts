import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Run } from './run.ts';

/** The outputs of a run's stacks in a file, as `cdk deploy --outputs-file` writes them, for commands that go on from there. */
export class OutputsFile {
  /** Absolute. This run's own: others may run in the same folder. */
  readonly path = resolve(`.local/outputs-${process.pid}.json`);
  readonly #run: Run;

  constructor(run: Run) {
    this.#run = run;
    this.write();
  }

  /** Writes what the outputs are now, at once, so that nobody reads half of it. */
  write(): void {
    mkdirSync(resolve('.local'), { recursive: true });
    writeFileSync(`${this.path}.new`, `${JSON.stringify(this.#run.outputs(), null, 2)}\n`);
    renameSync(`${this.path}.new`, this.path);
  }

  remove(): void {
    rmSync(this.path, { force: true });
  }

  /** What commands find in their environment: the file, and all that an SDK needs to work on the run's own AWS. */
  get environment(): NodeJS.ProcessEnv {
    const { awsEndpoint, rootCredentials, region } = this.#run;
    const { AWS_PROFILE, AWS_SESSION_TOKEN, ...rest } = process.env;
    return {
      ...rest,
      OUTPUTS_FILE: this.path,
      AWS_ENDPOINT_URL: awsEndpoint,
      AWS_REGION: region,
      AWS_ACCESS_KEY_ID: rootCredentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: rootCredentials.secretAccessKey,
    };
  }
}
