import { join } from 'node:path';
import { type BuildContext, type BuildOptions, type BuildResult, build, context } from 'esbuild';
import { type Cut, cuts } from './cuts.ts';
import { cutsPlugin } from './cuts-plugin.ts';
import { keepBundles, keptBundles } from './kept-bundles.ts';
import { filesBehind, type Metafile, project, sourcesIn } from './sources.ts';
import { writeBundle } from './write-bundle.ts';

/** What is bundled, and where to. */
export interface BundleOptions {
  /** The absolute path of each operation's file, by the operation's name. */
  readonly entries: Readonly<Record<string, string>>;
  /** Each operation gets a folder of its own in here, of its name. */
  readonly outdir: string;
  /** Puts a source map beside each bundle. It ships with the function, so it is a stage's choice. */
  readonly sourceMaps: boolean;
  /** What is left out of the libraries; unless told, all of `cuts.ts`. */
  readonly cuts?: readonly Cut[];
}

export interface Bundles {
  /** The folder of each operation: `index.js`, its source map where asked for, a `package.json`, and nothing else. */
  readonly directories: Readonly<Record<string, string>>;
  /** The files whose code is in an operation's bundle, relative to the project. */
  sourcesOf(operation: string): readonly string[];
}

export interface BundledHandlers extends Bundles {
  /** Writes down of what they were made: where it is the same the next time, nothing is bundled. */
  keep(): Promise<void>;
}

export interface WatchedBundles extends Bundles {
  /**
   * Bundles again what is made of the changed files, and gives the operations whose bundle is another now.
   *
   * @param changed absolute paths
   * @throws esbuild's `BuildFailure`, with every bundle left as it was
   */
  rebuild(changed: readonly string[]): Promise<readonly string[]>;
  dispose(): Promise<void>;
}

/**
 * Bundles all handlers in one call of esbuild, each alone in its folder; those that lie there already, made of the very same,
 * are left as they are. The same sources give the same bytes, in whatever folder the project lies.
 *
 * @throws esbuild's `BuildFailure` where a file does not compile or a cut no longer fits its library
 */
export async function bundleHandlers(options: BundleOptions): Promise<BundledHandlers> {
  const { metafile, keep } = await bundleAll(options);
  return { ...describe(options, () => metafile), keep };
}

/**
 * As {@link bundleHandlers}, for who goes on to edit. The operation edited last stays warm in esbuild: its own file is
 * bundled again in tens of milliseconds, a file that many share in one call for all of them.
 */
export async function watchHandlers(options: BundleOptions): Promise<WatchedBundles> {
  const names = Object.keys(options.entries);
  const { metafile: first } = await bundleAll(options);
  const metafiles = new Map(names.map((name) => [name, first]));
  const metafileOf = (name: string) => metafiles.get(name) ?? first;
  /** Those whose last bundling failed: what they import now is not known, so any change may mend them. */
  const broken = new Set<string>();
  let warm: { readonly name: string; readonly context: BuildContext<Options> } | undefined;

  async function bundle(affected: readonly string[]): Promise<Result> {
    const [name, ...others] = affected;
    if (name === undefined || others.length > 0) return build(buildOptions(options, affected));
    if (warm?.name !== name) {
      await warm?.context.dispose();
      warm = { name, context: await context(buildOptions(options, [name])) };
    }
    return warm.context.rebuild();
  }

  return {
    ...describe(options, metafileOf),
    async rebuild(changed) {
      const affected = names.filter((name) => {
        const files = filesBehind(options.entries[name] ?? '', metafileOf(name));
        return broken.has(name) || changed.some((file) => files.has(file));
      });
      if (affected.length === 0) return [];
      for (const name of affected) broken.add(name);
      const result = await bundle(affected);
      for (const name of affected) {
        broken.delete(name);
        metafiles.set(name, result.metafile);
      }
      return writeAll(result, options.outdir, affected);
    },
    dispose: async () => warm?.context.dispose(),
  };
}

/** Bundles the handlers whose bundles of before were made of something else. */
async function bundleAll(options: BundleOptions): Promise<{ metafile: Metafile; keep: () => Promise<void> }> {
  const begun = Date.now();
  // Chosen cuts hold functions, whose difference no digest tells.
  const kept = options.cuts === undefined ? await keptBundles(options) : undefined;
  const stale = kept?.stale ?? Object.keys(options.entries);
  if (kept && stale.length === 0) return { metafile: kept.metafile, keep: async () => {} };
  const result = await build(buildOptions(options, stale));
  await writeAll(result, options.outdir, stale);
  const metafile = {
    inputs: { ...kept?.metafile.inputs, ...result.metafile.inputs },
    outputs: { ...kept?.metafile.outputs, ...result.metafile.outputs },
  };
  return { metafile, keep: async () => kept && keepBundles(options, metafile, begun) };
}

/**
 * Beside each bundle: CommonJS it is also below a package.json that says otherwise. `index.cjs` would say so by its name, but
 * not all that runs functions looks for that one: MiniStack resolves a handler as `require` does.
 */
const packageJson = { path: 'package.json', contents: Buffer.from('{"type":"commonjs"}\n') };

/** Never made: paths inside the bundles and maps must not tell where they are written. */
const virtualOutdir = 'bundles';

type Options = ReturnType<typeof buildOptions>;
type Result = BuildResult<Options>;

function buildOptions({ entries, sourceMaps, cuts: chosen }: BundleOptions, names: readonly string[]) {
  return {
    absWorkingDir: project,
    entryPoints: names.map((name) => ({ in: entries[name] ?? '', out: join(name, 'index') })),
    outdir: virtualOutdir,
    bundle: true,
    write: false,
    metafile: true,
    logLevel: 'silent',
    platform: 'node',
    target: 'node24',
    // Importing node:http as ESM loads undici, 45 ms and 13 MB (nodejs/node 59686); `require` keeps it unloaded. So does it in
    // place of `import()`, by which the SDK loads what it needs where the endpoint is not TLS.
    format: 'cjs',
    supported: { 'dynamic-import': false },
    // The libraries' ES modules: only those can be shaken. esbuild's default for Node takes their CommonJS.
    mainFields: ['module', 'main'],
    minify: true,
    legalComments: 'none',
    sourcemap: sourceMaps ? 'linked' : false,
    // Stack traces need the mappings only.
    sourcesContent: false,
    plugins: [cutsPlugin(chosen ?? cuts)],
  } as const satisfies BuildOptions;
}

function describe({ entries, outdir }: BundleOptions, metafileOf: (operation: string) => Metafile): Bundles {
  return {
    directories: Object.fromEntries(Object.keys(entries).map((name) => [name, join(outdir, name)])),
    sourcesOf: (operation) => sourcesIn(`${virtualOutdir}/${operation}/index.js`, metafileOf(operation)),
  };
}

/** Gives the operations whose bundle is another than before. */
async function writeAll(result: Result, outdir: string, names: readonly string[]): Promise<string[]> {
  const changed = await Promise.all(
    names.map(async (name) => {
      const folder = join(project, virtualOutdir, name);
      const files = result.outputFiles.filter(({ path }) => join(path, '..') === folder);
      return (await writeBundle(join(outdir, name), [...files, packageJson])) ? [name] : [];
    }),
  );
  return changed.flat();
}
