import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** What Lambda's runtime has on its disk: its own copy of the AWS SDK, which bundles may leave out. */
const sdkScopes = ['@aws-sdk', '@smithy'];

/**
 * The folder from which functions run, away from the project: Node reads the `package.json` above a file, and a project's
 * `"type": "module"` would make a CommonJS handler lose its exports without an error. It is gone after the run.
 */
export class RunFolder {
  readonly path: string;
  #copies = 0;

  constructor() {
    this.path = realpathSync(mkdtempSync(join(tmpdir(), 'local-functions-')));
    if (findUpwards(this.path, 'package.json') !== undefined) {
      // The temporary folder lies in a project: this one ends the search.
      writeFileSync(join(this.path, 'package.json'), '{}');
    }
    mkdirSync(join(this.path, 'node_modules'));
    for (const scope of sdkScopes) {
      const installed = findUpwards(import.meta.dirname, join('node_modules', scope));
      if (installed !== undefined) symlinkSync(installed, join(this.path, 'node_modules', scope), 'dir');
    }
  }

  /** A folder that nothing else uses yet, for one copy of a function's code. */
  nextCopy(): string {
    this.#copies += 1;
    return join(this.path, 'code', String(this.#copies));
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/** The nearest entry of this name in a folder or one above it. */
function findUpwards(from: string, name: string): string | undefined {
  const candidate = join(from, name);
  if (existsSync(candidate)) return candidate;
  return from === dirname(from) ? undefined : findUpwards(dirname(from), name);
}
