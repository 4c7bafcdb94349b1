import type { ImportFormat } from './upload.ts';

const lineFeed = 10;

/** About how many rows a file has, for a progress bar: its lines, without a CSV's header. */
export async function countLines(file: Blob, format: ImportFormat): Promise<number> {
  let lines = 0;
  let last = lineFeed;
  for await (const chunk of chunksOf(file)) {
    for (const byte of chunk) if (byte === lineFeed) lines += 1;
    last = chunk.at(-1) ?? last;
  }
  const whole = last === lineFeed ? lines : lines + 1;
  return Math.max(0, format === 'csv' ? whole - 1 : whole);
}

/** Streams cannot be iterated over in every browser yet. */
async function* chunksOf(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader();
  for (let { value } = await reader.read(); value !== undefined; { value } = await reader.read()) yield value;
}
