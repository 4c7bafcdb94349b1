import { createHash } from 'node:crypto';
import { globSync, readFileSync, statSync } from 'node:fs';
import { extname, join, sep } from 'node:path';

/** A file of the page, as it is published. */
export interface PageFile {
  /** Its path on the page, without a slash at its begin. */
  readonly key: string;
  readonly body: Buffer;
  readonly contentType: string;
  readonly cacheControl: string;
  /** The MD5 of its content, which is what S3 calls an object's ETag. */
  readonly etag: string;
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** The names of assets have a digest of their content: another content is another file. */
const forEver = 'public, max-age=31536000, immutable';
/** Kept, but asked about before each use. */
const askFirst = 'no-cache';

export const isAsset = ({ key }: Pick<PageFile, 'key'>): boolean => key.startsWith('assets/');

/** @throws Error for a kind of file whose content type is not known: browsers would not guess it */
export function pageFile(key: string, body: Buffer): PageFile {
  const contentType = types[extname(key)];
  if (contentType === undefined) throw new Error(`${key}: the content type of such files is not known here.`);
  return {
    key,
    body,
    contentType,
    cacheControl: isAsset({ key }) ? forEver : askFirst,
    etag: createHash('md5').update(body).digest('hex'),
  };
}

/** The files of a built page. @throws Error where it has no index.html */
export function filesIn(folder: string): PageFile[] {
  const names = globSync('**', { cwd: folder }).filter((name) => statSync(join(folder, name)).isFile());
  if (!names.includes('index.html')) throw new Error(`${folder} holds no built page.`);
  return names.map((name) => pageFile(name.split(sep).join('/'), readFileSync(join(folder, name))));
}

/** Those that the page begins with, in the order in which they may be seen: each only refers to what is there by then. */
const entries = ['config.json', 'index.html', 'service-worker.js'];

/** The files in the order of their publication: the files of one group may be put in any order. */
export function inOrder(files: readonly PageFile[]): PageFile[][] {
  const others = files.filter(({ key }) => !entries.includes(key));
  return [others, ...entries.map((entry) => files.filter(({ key }) => key === entry))];
}
