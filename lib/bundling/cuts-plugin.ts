import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, extname, join } from 'node:path';
import type { Loader, OnLoadResult, PartialMessage, Plugin } from 'esbuild';
import type { Cut } from './cuts.ts';

const replacements = join(import.meta.dirname, 'replacements');

/**
 * Leaves parts of libraries out of the bundles. Fails the build by the cut's name where its file has changed since the
 * cut was made, or is gone while the package that held it is still bundled.
 */
export function cutsPlugin(cuts: readonly Cut[]): Plugin {
  return {
    name: 'cuts',
    setup(build) {
      const applied = new Set<Cut>();
      build.onStart(() => applied.clear());

      for (const cut of cuts) {
        const target = escapeRegExp(cut.target);
        if (cut.kind === 'package') {
          build.onResolve({ filter: new RegExp(`^${target}$`) }, () => {
            applied.add(cut);
            return { path: join(replacements, cut.replacement), sideEffects: false };
          });
        } else {
          const file = new RegExp(`[\\\\/]node_modules[\\\\/]${target.replaceAll('/', '[\\\\/]')}$`);
          build.onLoad({ filter: file }, async ({ path }) => {
            applied.add(cut);
            return load(cut, path);
          });
        }
      }

      build.onEnd(({ metafile }) => {
        const bundled = Object.keys(metafile?.inputs ?? {});
        const missed = cuts.filter((cut) => !applied.has(cut) && isBundled(ownerOf(cut), bundled));
        return { errors: missed.map((cut) => failure(cut, 'matches nothing any more', 'Find what took its place.')) };
      });
    },
  };
}

async function load(cut: Exclude<Cut, { kind: 'package' }>, path: string): Promise<OnLoadResult> {
  const source = await readFile(path, 'utf8');
  const resolveDir = dirname(path);
  if (cut.kind === 'edit') {
    try {
      return { contents: cut.edit(source), resolveDir, loader: loaderOf(path) };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { errors: [failure(cut, `does not fit its file: ${why}`, 'Read the file and mend the edit.')] };
    }
  }
  const digest = createHash('sha256').update(source).digest('hex');
  if (digest !== cut.digest) {
    return {
      errors: [failure(cut, 'was made for another version of its file', `Read what changed; then set ${digest}.`)],
    };
  }
  const contents = await readFile(join(replacements, cut.replacement), 'utf8');
  return { contents, resolveDir, loader: loaderOf(cut.replacement) };
}

function failure(cut: Cut, what: string, remedy: string): PartialMessage {
  return { text: `The cut "${cut.target}" (lib/bundling/cuts.ts) ${what}. ${remedy}` };
}

/** The package whose being in a bundle makes a cut a must. */
function ownerOf(cut: Cut): string {
  return cut.kind === 'package' ? cut.importedBy : cut.target.split('/').slice(0, 2).join('/');
}

function isBundled(packageName: string, inputs: readonly string[]): boolean {
  return inputs.some((input) => input.includes(`node_modules/${packageName}/`));
}

function loaderOf(path: string): Loader {
  switch (extname(path)) {
    case '.json':
      return 'json';
    case '.ts':
      return 'ts';
    default:
      return 'js';
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
