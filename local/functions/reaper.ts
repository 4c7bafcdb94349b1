import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Reads `+ pid` and `- pid` lines. When the pipe ends, because the local run ended in whatever way, it kills what is left
 * and removes the run folder.
 */
const script = `
pids=
while read -r sign pid; do
  case $sign in
    +) pids="$pids $pid" ;;
    -) left=
       for p in $pids; do [ "$p" = "$pid" ] || left="$left $p"; done
       pids=$left ;;
  esac
done
for pid in $pids; do kill -s KILL -- "-$pid" 2>/dev/null; done
rm -rf -- "$1"
`;

/**
 * A small shell process that outlives the local run by a moment. A function's process ends by itself when its channel to
 * the local run closes, but not from within an endless loop, and nothing else would end it after a `kill -9` of the run.
 */
export class Reaper {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;

  /** @param folder the run folder, removed at the end */
  constructor(folder: string) {
    // Detached: a Ctrl-C in the terminal goes to the local run alone, which then ends everything in order.
    this.#child = spawn('/bin/sh', ['-c', script, 'reaper', folder], {
      detached: true,
      env: { PATH: '/usr/bin:/bin' },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    this.#ended = new Promise((resolve) => {
      this.#child.once('exit', () => resolve());
      // Without a shell, processes still end when their channel closes, and the host removes its folder itself.
      this.#child.once('error', () => resolve());
    });
    // Someone killed it: the same holds.
    this.#child.stdin?.on('error', () => this.#child.stdin?.destroy());
    this.#child.unref();
  }

  watch(pid: number): void {
    this.#tell(`+ ${pid}\n`);
  }

  forget(pid: number): void {
    this.#tell(`- ${pid}\n`);
  }

  /** Lets it do its work, and waits for its end. */
  async close(): Promise<void> {
    this.#child.ref();
    this.#child.stdin?.end();
    await this.#ended;
  }

  #tell(line: string): void {
    if (this.#child.stdin?.writable) this.#child.stdin.write(line);
  }
}
