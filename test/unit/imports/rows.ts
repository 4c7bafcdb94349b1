/** A good row, as NDJSON has it. */
export const row = (unicornId: string, changes: object = {}): string =>
  JSON.stringify({
    unicornId,
    name: 'Comet',
    color: 'white',
    gender: 'male',
    location: { latitude: 37.5, longitude: 127 },
    status: 'available',
    ...changes,
  });

export const csvHeader = 'unicornId,name,color,gender,latitude,longitude,status';

/** Many good rows, with the ids `u1`, `u2` ... */
export const rows = (count: number, changes: object = {}, prefix = 'u'): string =>
  Array.from({ length: count }, (_, index) => `${row(`${prefix}${index + 1}`, changes)}\n`).join('');

/** All that comes, once it has come. */
export async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const found: Item[] = [];
  for await (const item of items) found.push(item);
  return found;
}
