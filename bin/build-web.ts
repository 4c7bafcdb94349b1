import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative, resolve } from 'node:path';
import { type BuildOptions, build, type Metafile } from 'esbuild';

// Builds the page: npm run web [-- DIR]
// The folder (web/dist) then holds what any static host serves: index.html, the service worker, and assets whose names have
// a digest of their content, so that these may be kept for ever.

const web = resolve(import.meta.dirname, '../web');
const out = resolve(process.argv[2] ?? join(web, 'dist'));

const shared = {
  absWorkingDir: web,
  bundle: true,
  minify: true,
  metafile: true,
  write: false,
  format: 'esm',
  target: ['es2023', 'chrome123', 'firefox120', 'safari17.5'],
  legalComments: 'none',
  logLevel: 'warning',
} as const satisfies BuildOptions;

const page = await build({
  ...shared,
  entryPoints: { page: 'src/main.tsx' },
  outdir: join(out, 'assets'),
  publicPath: '/assets/',
  entryNames: '[name]-[hash]',
  chunkNames: '[name]-[hash]',
  assetNames: '[name]-[hash]',
  splitting: true,
  jsx: 'automatic',
  jsxImportSource: 'preact',
  loader: { '.json': 'file', '.png': 'file' },
});

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, 'assets'), { recursive: true });
cpSync(join(web, 'public'), out, { recursive: true });
for (const { path, contents } of page.outputFiles) writeFileSync(path, contents);
writeFileSync(join(out, 'index.html'), indexHtml(page.metafile));

// The map's outlines are large and of use only where there is a map: they are kept when they are first fetched.
const files = ['/index.html', ...publicFiles(), ...assets().filter((file) => !file.endsWith('.json'))];
const worker = await build({
  ...shared,
  entryPoints: ['src/service-worker.ts'],
  outfile: join(out, 'service-worker.js'),
  define: { shell: JSON.stringify({ version: digestOf(files), files }), worker: 'self' },
});
for (const { path, contents } of worker.outputFiles) writeFileSync(path, contents);

/** The page with its own assets: what it needs at once is asked for at once. */
function indexHtml({ outputs }: Metafile): string {
  const [script, entry] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === 'src/main.tsx') ?? [];
  if (script === undefined || entry?.cssBundle === undefined) throw new Error('The build has no entry.');
  const address = (path: string) => `/assets/${basename(path)}`;
  const needed = entry.imports.filter(({ kind }) => kind === 'import-statement');
  const lines = [
    `<link rel="stylesheet" href="${address(entry.cssBundle)}" />`,
    ...needed.map(({ path }) => `<link rel="modulepreload" href="${address(path)}" />`),
    `<script type="module" src="${address(script)}"></script>`,
  ];
  const template = readFileSync(join(web, 'index.html'), 'utf8');
  return template.replace('<!-- assets -->', lines.join('\n    '));
}

function publicFiles(): string[] {
  return readdirSync(join(web, 'public')).map((file) => `/${file}`);
}

function assets(): string[] {
  return readdirSync(join(out, 'assets'))
    .filter((file) => !file.endsWith('.png'))
    .map((file) => `/${relative(out, join(out, 'assets', file))}`);
}

/** One digest of many files: another file, or another content, is another digest. */
function digestOf(paths: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of [...paths].sort()) hash.update(path).update(readFileSync(join(out, path)));
  return hash.digest('hex').slice(0, 16);
}
