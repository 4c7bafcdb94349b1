/** A request's target in its parts, as sent and decoded. */
export interface Target {
  /** The path's segments, decoded one by one: an encoded slash stays inside its segment. */
  readonly segments: readonly string[];
  /** The path decoded, as functions get it. */
  readonly path: string;
  /** The query as sent, without its question mark. */
  readonly rawQuery: string;
  /** The query's values decoded, those of a repeated name joined by commas. */
  readonly query: ReadonlyMap<string, string>;
}

const brokenEscape = /%(?![0-9a-fA-F]{2})/;

/**
 * Reads what follows the method in a request line: `/path?query`, or the whole URL as proxies send it.
 *
 * @returns the parts, or undefined where the path has a `%` that is no escape (400 on AWS)
 */
export function parseTarget(sent: string): Target | undefined {
  const target = sent.startsWith('/') ? sent : sent.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, '');
  const mark = target.indexOf('?');
  const rawPath = mark < 0 ? target : target.slice(0, mark);
  if (brokenEscape.test(rawPath)) return undefined;
  const rawQuery = mark < 0 ? '' : target.slice(mark + 1);
  const segments = (rawPath.startsWith('/') ? rawPath.slice(1) : rawPath).split('/').map(decode);
  return { segments, path: `/${segments.join('/')}`, rawQuery, query: parseQuery(rawQuery) };
}

function parseQuery(rawQuery: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const pair of rawQuery.split('&')) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decodeForm(equals < 0 ? pair : pair.slice(0, equals));
    const value = equals < 0 ? '' : decodeForm(pair.slice(equals + 1));
    const before = query.get(name);
    query.set(name, before === undefined ? value : `${before},${value}`);
  }
  return query;
}

const decodeForm = (text: string) => decode(text.replaceAll('+', ' '));

/** Decodes the escapes of a text; bytes that are no UTF-8 become U+FFFD, and a `%` that is no escape stays. */
function decode(text: string): string {
  if (/^[\x20-\x24\x26-\x7e]*$/.test(text)) return text;
  const bytes = text.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  // Node hands over a request line's bytes one to a character, so these are bytes whether they were escaped or not.
  return Buffer.from(bytes, 'latin1').toString('utf8');
}
