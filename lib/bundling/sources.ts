import { relative, resolve } from 'node:path';
import type { Metafile } from 'esbuild';

export type { Metafile };

export const project = resolve(import.meta.dirname, '../..');

/** The files whose code is in one output of esbuild, relative to the project. */
export function sourcesIn(output: string, metafile: Metafile): string[] {
  const inputs = metafile.outputs[output]?.inputs;
  if (inputs === undefined) throw new Error(`There is no bundle ${output}.`);
  return Object.entries(inputs).flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
}

/** The absolute paths of an entry and of all that it imports, kept or shaken out: a change of any may change its bundle. */
export function filesBehind(entry: string, { inputs }: Metafile): Set<string> {
  const found = new Set<string>();
  const left = [relative(project, entry).replaceAll('\\', '/')];
  for (let file = left.pop(); file !== undefined; file = left.pop()) {
    const path = resolve(project, file);
    const input = inputs[file];
    if (input === undefined || found.has(path)) continue;
    found.add(path);
    left.push(...input.imports.map((imported) => imported.path));
  }
  return found;
}
