import { nearest } from '../../../lambda/domain/nearest.ts';
import { MeteredIndex } from '../../unit/domain/metered-index.ts';
import type { Costs } from './cases.ts';
import type { Cost } from './metered-run.ts';
import { bookingName, grounds, keyedBookingName, searchName, type World } from './world.ts';

/** As many as the API finds where nobody says otherwise, and how far it looks: metres. */
const search = { limit: 5, within: 50_000 };

/** Read units that a booking with an idempotency key takes to look for an answer that is kept. */
const keyRead = 1;

/**
 * What requests would consume in a table that is too large to load here. A search is the code of the function itself, on
 * an index in memory that counts as DynamoDB does; a booking begins with one. All else reads and writes items by their
 * keys, or a page of a list: as much as in the table that was measured.
 */
export async function computeCosts(world: World, measured: Costs): Promise<Costs> {
  const index = new MeteredIndex(world.unicorns);
  const computed = new Map(measured);
  for (const ground of grounds) {
    const searches: Cost[] = [];
    for (const from of world.questions[ground]) {
      const before = index.units;
      await nearest(index.query, from, search);
      searches.push({ read: index.units - before, write: 0, logged: 0 });
    }
    const booking = (name: string, more: number) =>
      computed.set(
        name,
        (measured.get(name) ?? []).map((cost, turn) => ({ ...cost, read: (searches[turn]?.read ?? 0) + more })),
      );
    computed.set(searchName(ground), searches);
    booking(bookingName(ground), 0);
    if (ground === 'a crowded city') booking(keyedBookingName, keyRead);
  }
  return computed;
}
