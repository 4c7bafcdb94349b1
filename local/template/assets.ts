import { existsSync } from 'node:fs';
import type { Asset } from './assembly.ts';
import { environmentOf, fillPlaceholders } from './environments.ts';
import { isObject, ownText } from './json.ts';
import { Problem } from './problem.ts';
import type { Environment, Json } from './resources.ts';

/** The files and folders that a deployment would upload, found by where it would upload them to. */
export class Assets {
  readonly #files: ReadonlyMap<string, string>;

  /** @param environment of the stacks that are bound to none */
  constructor(assets: readonly Asset[], environment: Environment) {
    this.#files = new Map(
      assets.map(({ bucket, key, binding, file }) => [
        fillPlaceholders(`${bucket}/${key}`, environmentOf(binding, environment)),
        file,
      ]),
    );
  }

  /**
   * The folder or file behind an `S3Bucket` and `S3Key`, such as a resolved `Code` of a Lambda function: absolute.
   * A folder would be uploaded as a zip of what is in it, a file as it is. Throws a `Problem` where it is no asset of
   * the assembly, or is not on the disk.
   */
  ofObject(code: Json | undefined): string {
    const bucket = isObject(code) ? ownText(code, 'S3Bucket') : undefined;
    const key = isObject(code) ? ownText(code, 'S3Key') : undefined;
    if (bucket === undefined || key === undefined) throw new Problem('the code has no S3Bucket and S3Key');
    return this.#find(`${bucket}/${key}`);
  }

  /** The same for an S3 URL, whose path is `/bucket/key`. */
  ofUrl(url: string): string {
    return this.#find(URL.canParse(url) ? new URL(url).pathname.slice(1) : url);
  }

  #find(bucketAndKey: string): string {
    const file = this.#files.get(bucketAndKey);
    if (file === undefined) throw new Problem(`s3://${bucketAndKey} is no asset of the assembly`);
    if (!existsSync(file)) throw new Problem(`the asset ${file} is missing`);
    return file;
  }
}
