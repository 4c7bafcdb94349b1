import * as z from 'zod/mini';
import { openCursor, sealCursor } from '../table/cursors.ts';
import { decode } from '../table/items.ts';
import type { ItemPage } from '../table/lists.ts';
import type { Caller } from './operation.ts';
import { refuse } from './problems.ts';

interface ListRequest {
  readonly path: object;
  readonly query: {
    readonly cursor?: string | undefined;
    readonly limit: number;
    readonly fields?: readonly string[] | undefined;
  };
  readonly caller: Caller;
}

/**
 * Answers a page of a list: opens the request's cursor, has the page read from there, and seals the next cursor.
 *
 * @param operation the operation's name: a cursor is good for this one, this path, caller and these parameters only
 * @param item what an item of the list is
 * @param position what a place in the list is
 * @param read reads the page that begins at a place, or at the start
 */
export async function answerPage<Shape extends z.core.$ZodShape, Position extends object>(
  operation: string,
  request: ListRequest,
  item: z.ZodMiniObject<Shape>,
  position: z.ZodMiniType<Position>,
  read: (from: Position | undefined) => Promise<ItemPage<Position>>,
) {
  const { cursor, limit: _, ...parameters } = request.query;
  const binding = JSON.stringify([operation, request.path, request.caller.sub, parameters]);
  const from = cursor === undefined ? undefined : z.safeParse(position, await openCursor(cursor, binding));
  if (from?.success === false)
    return refuse('invalid-cursor', 'The cursor is not one of this list: start without one.');

  const { items, next } = await read(from?.data);
  const member = z.partial(item);
  return {
    status: 200,
    body: {
      items: items.map((stored) => decode(member, stored)),
      ...(next && { nextCursor: await sealCursor(next, binding) }),
    },
  } as const;
}
