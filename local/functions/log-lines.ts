import { StringDecoder } from 'node:string_decoder';

/** The most characters of one line; a longer one comes in pieces. CloudWatch's largest event was long 256 KB. */
const longestLine = 262_144;

/** Cuts what a process writes into lines. A character whose bytes come in two chunks stays whole. */
export class LineSplitter {
  readonly #onLine: (line: string) => void;
  #decoder = new StringDecoder('utf8');
  #pending = '';

  constructor(onLine: (line: string) => void) {
    this.#onLine = onLine;
  }

  write(chunk: Buffer): void {
    const lines = (this.#pending + this.#decoder.write(chunk)).split('\n');
    this.#pending = lines.pop() ?? '';
    for (const line of lines) this.#emit(line.replace(/\r$/, ''));
    while (this.#pending.length >= longestLine) {
      this.#onLine(this.#pending.slice(0, longestLine));
      this.#pending = this.#pending.slice(longestLine);
    }
  }

  /** Gives out what was written without a line's end. */
  end(): void {
    const rest = this.#pending + this.#decoder.end();
    this.#pending = '';
    if (rest !== '') this.#emit(rest);
  }

  #emit(line: string): void {
    for (let start = 0; start === 0 || start < line.length; start += longestLine) {
      this.#onLine(line.slice(start, start + longestLine));
    }
  }
}
