import * as z from 'zod/mini';

/** A parsed `If-Match` or `If-None-Match`: any representation, or one of these tags. */
export type EntityTags = '*' | readonly { readonly opaque: string; readonly weak: boolean }[];

// RFC 9110, 8.8.3 and 5.6.1: tags are compared byte by byte, and empty list elements are ignored.
const entityTag = /(W\/)?("[!#-~\u0080-\u00ff]*")/g;
const entityTagList = /^(?:\*|[ \t,]*(?:(?:W\/)?"[!#-~\u0080-\u00ff]*"[ \t]*(?:,[ \t,]*|$))+)$/;

/** The header `If-Match` or `If-None-Match`: `*` or a list of entity tags. */
export const EntityTags = z.optional(
  z.pipe(
    z.string().check(z.regex(entityTagList, 'must be * or a list of entity tags in double quotes')),
    z.transform(
      (text: string): EntityTags =>
        text === '*'
          ? '*'
          : Array.from(text.matchAll(entityTag), ([, weak, opaque = '']) => ({ opaque, weak: weak !== undefined })),
    ),
  ),
);

export interface Preconditions {
  readonly 'if-match'?: EntityTags | undefined;
  readonly 'if-none-match'?: EntityTags | undefined;
}

/**
 * Whether a write may go ahead on what is there now (RFC 9110, 13.1): `etag` is the strong entity tag of the present
 * state, nothing where there is none.
 */
export function holds(preconditions: Preconditions, etag: string | undefined): boolean {
  const { 'if-match': match, 'if-none-match': noneMatch } = preconditions;
  if (match !== undefined && !matchesStrongly(match, etag)) return false;
  return noneMatch === undefined || !matchesWeakly(noneMatch, etag);
}

/** Whether a reader has this very representation already: then 304. */
export function isFresh(noneMatch: EntityTags | undefined, etag: string): boolean {
  return noneMatch !== undefined && matchesWeakly(noneMatch, etag);
}

function matchesStrongly(tags: EntityTags, etag: string | undefined): boolean {
  if (etag === undefined) return false;
  return tags === '*' || tags.some(({ opaque, weak }) => !weak && opaque === etag);
}

function matchesWeakly(tags: EntityTags, etag: string | undefined): boolean {
  if (etag === undefined) return false;
  return tags === '*' || tags.some(({ opaque }) => opaque === etag);
}
