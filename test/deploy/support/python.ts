import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type AtEnd, run } from './run.ts';

/** A Python that has the packages of `requirements.txt`. */
export interface Python {
  readonly executable: string;
  /** What its environment needs, so that it finds them. */
  readonly env: Readonly<Record<string, string>>;
}

const requirements = resolve(import.meta.dirname, '../requirements.txt');
const cache = resolve(import.meta.dirname, '../../../.local/python');
const install = ['install', '--quiet', '--no-input', '--disable-pip-version-check', '--require-hashes'];
const packages = ['--only-binary', ':all:', '--requirement', requirements];

/**
 * The Python that runs the stand-in. It is made once for each state of `requirements.txt`, below `.local/`: an
 * environment of its own, or a folder of packages where Python comes without `venv`.
 *
 * @param say gets a line where something takes long
 * @param atEnd gets what ends the installation
 * @throws Error saying in one line what to install, where there is no Python or no pip
 */
export async function preparePython(say: (line: string) => void, atEnd: AtEnd): Promise<Python> {
  const python = await findPython();
  const { stdout: version } = await run(python, ['-c', 'import sys; print(sys.version)']);
  const hash = createHash('sha256').update(version).update(readFileSync(requirements)).digest('hex');
  const folder = join(cache, hash.slice(0, 16));
  const complete = join(folder, 'complete');
  if (!existsSync(complete)) {
    say('Installing the stand-in for AWS below .local/python: once, some 20 seconds.');
    // What an interrupted run began, and what older requirements asked for.
    rmSync(cache, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    await installInto(folder, python, atEnd);
    writeFileSync(complete, '');
  }
  const own = join(folder, 'venv/bin/python');
  if (existsSync(own)) return { executable: own, env: {} };
  return { executable: python, env: { PYTHONPATH: join(folder, 'packages') } };
}

async function installInto(folder: string, python: string, atEnd: AtEnd): Promise<void> {
  const venv = join(folder, 'venv');
  const made = await run(python, ['-m', 'venv', venv], { atEnd });
  if (made.code !== 0) {
    rmSync(venv, { recursive: true, force: true });
    const pip = await run(python, ['-m', 'pip', '--version']);
    if (pip.code !== 0) {
      throw new Error(`${python} has neither venv nor pip: install one (Debian, Ubuntu: apt install python3-venv).`);
    }
  }
  const installed = existsSync(venv)
    ? await run(join(venv, 'bin/python'), ['-m', 'pip', ...install, ...packages], { atEnd })
    : await run(python, ['-m', 'pip', ...install, '--target', join(folder, 'packages'), ...packages], { atEnd });
  if (installed.code !== 0) {
    throw new Error(`The packages of ${requirements} could not be installed:\n${installed.output}`);
  }
}

async function findPython(): Promise<string> {
  for (const name of ['python3', 'python']) {
    const found = await run(name, ['-c', 'import sys; print(sys.version_info >= (3, 10), sys.executable)']);
    const [isRecent, executable] = found.stdout.trim().split(/ (.*)/);
    if (found.code === 0 && isRecent === 'True' && executable) return executable;
  }
  throw new Error(
    'npm run test:deploy needs Python 3.10 or newer as python3 in PATH, for the stand-in of AWS (apt install python3-venv, brew install python, https://www.python.org/downloads).',
  );
}
