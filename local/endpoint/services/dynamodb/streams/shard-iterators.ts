import { isObject, ownText, parseJson } from '../../../../template/json.ts';
import type { Json } from '../../../../template/resources.ts';
import { expiredIterator, validationError } from '../errors.ts';
import type { From } from './record-log.ts';

/** How long an iterator is good for, in milliseconds: 15 minutes. */
const goodFor = 15 * 60 * 1000;

/** A place in a stream's shard. */
export interface ShardPlace {
  readonly streamArn: string;
  readonly from: From;
}

/** A place as a client holds it: opaque, but beginning with the stream's ARN as AWS's do. */
export const iteratorOf = ({ streamArn, from }: ShardPlace, now: number): string =>
  `${streamArn}|1|${Buffer.from(JSON.stringify({ from, issuedAt: String(now) })).toString('base64')}`;

/**
 * The place that an iterator holds.
 *
 * @throws ServiceError ValidationException for what is no iterator, ExpiredIteratorException for one from over 15
 * minutes ago
 */
export function placeOf(iterator: string, now: number): ShardPlace {
  const [streamArn = '', , place = ''] = iterator.split('|');
  const read = decoded(place);
  const state = isObject(read) ? read : {};
  const from = isObject(state.from) ? state.from : {};
  const gt = ownText(from, 'gt');
  const gte = ownText(from, 'gte');
  const issuedAt = ownText(state, 'issuedAt');
  if (issuedAt === undefined || (gt === undefined && gte === undefined)) throw validationError('Invalid ShardIterator');
  if (now - Number(issuedAt) > goodFor) throw expiredIterator();
  return { streamArn, from: gt === undefined ? { gte: gte ?? '' } : { gt } };
}

function decoded(place: string): Json {
  try {
    return parseJson(Buffer.from(place, 'base64').toString());
  } catch {
    // Whatever it is, it is no iterator of ours; the caller is told so.
    return null;
  }
}
