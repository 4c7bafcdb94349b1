import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** S3's requests that the import makes, on a bucket in memory. Its answers are those of the S3 API reference. */
export class BucketStub {
  readonly files = new Map<string, Buffer>();
  /** The most bytes that were sent in one answer, or taken in one request. */
  largestBody = 0;
  readonly #uploads = new Map<string, Map<number, Buffer>>();

  answer(request: IncomingMessage, body: Buffer, response: ServerResponse): unknown {
    const url = new URL(request.url ?? '', 'http://s3');
    const key = url.pathname.split('/').slice(2).join('/');
    const query = url.searchParams;
    this.largestBody = Math.max(this.largestBody, body.length);
    const file = this.files.get(key);
    const uploadId = query.get('uploadId');
    const parts = uploadId === null ? undefined : this.#uploads.get(uploadId);

    if (uploadId !== null && !parts) return fail(response, 404, 'NoSuchUpload');
    if (request.method === 'PUT' && parts) {
      parts.set(Number(query.get('partNumber')), body);
      response.writeHead(200, { etag: tagOf(body) }).end();
    } else if (request.method === 'POST' && parts && uploadId !== null) {
      this.#uploads.delete(uploadId);
      const inOrder = [...parts].sort(([one], [other]) => one - other).map(([, part]) => part);
      if (inOrder.slice(0, -1).some((part) => part.length < 5 * 1_048_576))
        return fail(response, 400, 'EntityTooSmall');
      this.files.set(key, Buffer.concat(inOrder));
      response.writeHead(200).end('<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
    } else if (request.method === 'POST') {
      const id = `upload-${this.#uploads.size + 1}`;
      this.#uploads.set(id, new Map());
      response
        .writeHead(200)
        .end(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
    } else if (request.method === 'PUT') {
      this.files.set(key, body);
      response.writeHead(200, { etag: tagOf(body) }).end();
    } else if (!file) return fail(response, 404, 'NoSuchKey');
    else if (request.method === 'HEAD')
      response.writeHead(200, { etag: tagOf(file), 'content-length': file.length }).end();
    else this.#send(request, file, response);
  }

  #send({ headers }: IncomingMessage, file: Buffer, response: ServerResponse): unknown {
    if (headers['if-match'] !== undefined && headers['if-match'] !== tagOf(file)) {
      return fail(response, 412, 'PreconditionFailed');
    }
    const [, from = '0', to = ''] = /^bytes=(\d+)-(\d+)$/.exec(headers.range ?? '') ?? [];
    const bytes = file.subarray(Number(from), Number(to) + 1);
    this.largestBody = Math.max(this.largestBody, bytes.length);
    return response
      .writeHead(206, { etag: tagOf(file), 'content-range': `bytes ${from}-${to}/${file.length}` })
      .end(bytes);
  }
}

const tagOf = (bytes: Buffer) => `"${createHash('md5').update(bytes).digest('hex')}"`;

function fail(response: ServerResponse, status: number, code: string): unknown {
  return response.writeHead(status).end(`<Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}
