import { randomText } from '../random-text.ts';
import { codingFor } from './compression.ts';
import type { Behaviour, Coding } from './distribution.ts';
import { type EdgeOutcome, runOnRequest } from './edge-function.ts';
import { type EdgeHead, edgeRequestOf } from './edge-request.ts';
import { type FindFileOptions, findFile, type StoredFile } from './find-file.ts';
import { applyPolicy } from './headers-policy.ts';

/** What a distribution serves just now; a changed template replaces it whole. */
export interface Served extends FindFileOptions {
  /** Puts this run's addresses into a header's value, in place of those on AWS. */
  readonly inHeader: (value: string) => string;
  /** What is shown of a file in place of itself. */
  readonly shown: (file: StoredFile) => Promise<StoredFile>;
  /** Told of what goes wrong by the app's own doing. */
  readonly onFault: (error: unknown) => void;
}

/** An answer. Its body is a file, sent in a coding, or a text. */
export interface PageAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: { readonly file: StoredFile; readonly coding?: Coding } | string;
}

/** The way of a request through a distribution: behaviour, function, origin, error page, conditions, headers. */
export async function servePage(served: Served, head: EdgeHead): Promise<PageAnswer> {
  const { behaviours } = served.distribution;
  const behaviour = behaviours.find(({ takes }) => takes(head.path));
  if (!behaviour) throw new Error('The last behaviour of a distribution takes every path.');
  const answer = await answerOf(served, behaviour, head);
  const all = applyPolicy(answer.headers, behaviour.headers);
  return { ...answer, headers: new Map([...all].map(([name, value]) => [name, served.inHeader(value)])) };
}

async function answerOf(served: Served, behaviour: Behaviour, head: EdgeHead): Promise<PageAnswer> {
  const { distribution } = served;
  if (head.method !== 'GET' && head.method !== 'HEAD') {
    return edgeError(403, 'This distribution is not configured to allow the HTTP request method that was used.');
  }
  let outcome: EdgeOutcome = { uri: head.path };
  if (behaviour.onRequest) {
    try {
      outcome = await runOnRequest(behaviour.onRequest, edgeRequestOf(head), {
        distributionId: distribution.id,
        distributionDomainName: distribution.hosts[0] ?? '',
        requestId: randomText(36, 'base64url'),
      });
    } catch (error) {
      served.onFault(error);
      return edgeError(503, 'The CloudFront function failed.');
    }
  }
  if ('status' in outcome) return outcome;
  const path = outcome.uri === '/' ? `/${distribution.rootObject ?? ''}` : outcome.uri;
  const found = findFile(served, behaviour.origin, path);
  if (typeof found !== 'number') return fileAnswer(200, await served.shown(found), behaviour, head);
  const { page, status = found } = distribution.errorResponses.get(found) ?? {};
  const document = page === undefined ? undefined : errorPage(served, page);
  if (document) return fileAnswer(status, await served.shown(document), behaviour, head);
  return edgeError(found, found === 404 ? 'There is no such file.' : 'There is no such file, or it may not be read.');
}

/** The page for an error comes from the origin of its own path. */
function errorPage(served: Served, page: string): StoredFile | undefined {
  const behaviour = served.distribution.behaviours.find(({ takes }) => takes(page));
  const found = behaviour ? findFile(served, behaviour.origin, page) : 404;
  return typeof found === 'number' ? undefined : found;
}

/** Headers of S3's that are about its own transfer. */
const ofTransfer = new Set(['accept-ranges', 'content-length']);

function fileAnswer(status: number, file: StoredFile, { codings }: Behaviour, head: EdgeHead): PageAnswer {
  const coding = codingFor(file, codings, head.headers['accept-encoding'] ?? '');
  const headers = new Map(Object.entries(file.headers).filter(([name]) => !ofTransfer.has(name)));
  // Which form is sent depends on the request, also where it is the plain one.
  if (codingFor(file, codings, '*')) headers.set('vary', 'Accept-Encoding');
  const etag = headers.get('etag');
  if (coding) {
    headers.set('content-encoding', coding);
    // The bytes are not those that the tag was made for.
    if (etag !== undefined) headers.set('etag', `W/${etag}`);
  }
  if (status === 200 && isUnchanged(file, head)) {
    for (const name of ['content-type', 'content-encoding']) headers.delete(name);
    return { status: 304, headers, body: '' };
  }
  return { status, headers, body: { file, ...(coding && { coding }) } };
}

/** https://www.rfc-editor.org/rfc/rfc9110#section-13.2.2 */
function isUnchanged({ headers }: StoredFile, request: EdgeHead): boolean {
  const tags = request.headers['if-none-match'];
  if (tags !== undefined) {
    return tags.split(',').some((tag) => ['*', headers.etag].includes(tag.trim().replace(/^W\//, '')));
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '');
  return Date.parse(headers['last-modified'] ?? '') <= since;
}

function edgeError(status: number, text: string): PageAnswer {
  const title = `${status} ERROR`;
  return {
    status,
    headers: new Map([['content-type', 'text/html; charset=utf-8']]),
    body: `<!doctype html><html lang="en"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>\n`,
  };
}
