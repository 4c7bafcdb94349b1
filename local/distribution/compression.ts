import type { Transform } from 'node:stream';
import { constants, createBrotliCompress, createGzip } from 'node:zlib';
import type { Coding } from './distribution.ts';
import type { StoredFile } from './find-file.ts';

/** The content types that CloudFront compresses, of those that pages are made of. */
const types =
  /^(application\/(javascript|json|xml|xhtml\+xml|wasm|pdf)|font\/(otf|ttf)|image\/svg\+xml|text\/(css|csv|html|javascript|plain|xml))$/;

/** The sizes that CloudFront compresses, in bytes. */
const sizes = { least: 1_000, most: 10_000_000 } as const;

/**
 * How CloudFront sends a file to whom accepts these codings; undefined where it sends it as it is.
 * https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/ServingCompressedFiles.html
 *
 * @param codings those that the distribution has
 * @param accepted the request's `Accept-Encoding`
 */
export function codingFor(file: StoredFile, codings: readonly Coding[], accepted: string): Coding | undefined {
  const type = (file.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const isRight = file.size >= sizes.least && file.size <= sizes.most && types.test(type);
  if (!isRight || file.headers['content-encoding'] !== undefined) return undefined;
  return codings.find((coding) => accepts(accepted, coding));
}

/** Compresses what goes through. */
export function compressor(coding: Coding): Transform {
  // An edge compresses once for many visitors; this one each time, so less thoroughly.
  return coding === 'br'
    ? createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } })
    : createGzip({ level: 6 });
}

/** Whether an `Accept-Encoding` names a coding, or all, with a quality that is not 0. */
function accepts(header: string, coding: Coding): boolean {
  const qualities = new Map(
    header.split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((text) => text.trim().toLowerCase());
      const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
      return [name, Number(quality)];
    }),
  );
  return (qualities.get(coding) ?? qualities.get('*') ?? 0) > 0;
}
