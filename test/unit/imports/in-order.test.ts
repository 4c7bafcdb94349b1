import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { inOrder } from '../../../lambda/fleet-import/in-order.ts';
import { all } from './rows.ts';

interface Item {
  readonly id: number;
  readonly key: string;
}

async function* items(count: number, keys: number): AsyncGenerator<Item> {
  for (let id = 0; id < count; id += 1) yield { id, key: `key-${id % keys}` };
}

test('results come in the order of the items, with so many under way at once and no more', async () => {
  let underWay = 0;
  let most = 0;
  const work = async (item: Item) => {
    underWay += 1;
    most = Math.max(most, underWay);
    await pause(Math.random() * 3);
    underWay -= 1;
    return item;
  };
  const results = await all(inOrder(items(100, 100), 8, work));
  expect(results.map(({ id }) => id)).toEqual(Array.from({ length: 100 }, (_, id) => id));
  expect(most).toBe(8);
});

test('items of one key are worked on one after another, in their order', async () => {
  const begun = new Map<string, number>();
  const ended: Record<string, number[]> = {};
  await all(
    inOrder(items(60, 3), 16, async (item) => {
      expect(begun.has(item.key)).toBe(false);
      begun.set(item.key, item.id);
      await pause(Math.random() * 2);
      begun.delete(item.key);
      ended[item.key] = [...(ended[item.key] ?? []), item.id];
      return item;
    }),
  );
  for (const ids of Object.values(ended)) expect(ids).toEqual(ids.toSorted((one, other) => one - other));
  expect(Object.keys(ended)).toHaveLength(3);
});

test.each(['fails', 'is stopped'])(
  'when it %s, nothing is under way any more, and nothing new is begun',
  async (how) => {
    let underWay = 0;
    let begun = 0;
    const run = async () => {
      const results = inOrder(items(100, 100), 8, async (item) => {
        underWay += 1;
        begun += 1;
        await pause(item.id % 5);
        underWay -= 1;
        if (how === 'fails' && item.id === 10) throw new Error('ten');
        return item;
      });
      for await (const { id } of results) if (id === 10) return;
    };
    if (how === 'fails') await expect(run()).rejects.toThrow('ten');
    else await run();
    expect(underWay).toBe(0);
    expect(begun).toBeLessThan(30);
  },
);
