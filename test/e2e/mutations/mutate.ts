import { oddBodies, oddHeaders, oddQueries, oddSegments, oddValues } from './odd-parts.ts';

/** A request in the parts that are mutated. */
export interface Request {
  method: string;
  segments: string[];
  query: string[];
  headers: Record<string, string>;
  body: string | Buffer | undefined;
}

/** Chooses by chance, and the same again after the same seed. */
export interface Chance {
  /** A whole number from 0, below another. */
  readonly below: (count: number) => number;
  readonly pick: <Item>(items: readonly Item[]) => Item;
}

export function chanceOf(seed: number): Chance {
  const random = randomNumbers(seed);
  const below = (count: number) => Math.floor(random() * count);
  return {
    below,
    pick: <Item>(items: readonly Item[]): Item => {
      const item = items[below(items.length)];
      if (item === undefined) throw new Error('There is nothing to pick from.');
      return item;
    },
  };
}

/** Numbers from 0 to 1 (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Mutates a request once, twice or three times. */
export function mutate(request: Request, chance: Chance): void {
  for (let count = chance.pick([1, 1, 1, 2, 3]); count > 0; count -= 1) chance.pick(mutators)(request, chance);
}

type Mutator = (request: Request, chance: Chance) => void;

const mutators: readonly Mutator[] = [
  ({ segments }, { below, pick }) => segments.splice(below(segments.length), 1, pick(oddSegments)),
  ({ segments }, { pick }) => segments.push(pick(oddSegments)),
  ({ query }, { pick }) => query.push(pick(oddQueries)),
  ({ query }, { below, pick }) => query.splice(below(query.length + 1), 1, pick(oddQueries)),
  ({ query }) => query.push(...query),
  ({ headers }, { pick }) => Object.assign(headers, Object.fromEntries([pick(oddHeaders)])),
  ({ headers }, { pick }) => Reflect.deleteProperty(headers, pick(['content-type', 'authorization'])),
  (request, { pick }) => {
    request.method = pick(['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD']);
  },
  (request, { pick }) => {
    request.body = pick(oddBodies);
  },
  replaceMember,
  replaceMember,
  renameMember,
  breakText,
  breakText,
];

/** Puts an odd value in the place of one of the body's. */
function replaceMember(request: Request, { pick }: Chance): void {
  const text = request.body?.toString() ?? '{"member":1}';
  const values = [...text.matchAll(/(?<=:)(?:"[^"]*"|-?[\d.]+|\{[^{}]*\})/g)];
  if (values.length === 0) return;
  const { index, 0: value } = pick(values);
  request.body = `${text.slice(0, index)}${pick(oddValues)}${text.slice(index + value.length)}`;
}

/** Gives the body's first member another name, or adds one. */
function renameMember(request: Request, { pick }: Chance): void {
  const text = request.body?.toString() ?? '{}';
  const name = pick(['__proto__', 'constructor', '', 'Name', 'a/b~c', '\\u0000', '\\ud800', 'a'.repeat(5000)]);
  request.body = text.replace(pick([/"\w+":/, /\{(?=")/]), (replaced) =>
    replaced === '{' ? `{"${name}":1,` : `"${name}":`,
  );
}

/** Cuts the body short, or drops, doubles or adds some of its bytes. */
function breakText(request: Request, { below, pick }: Chance): void {
  const bytes = Buffer.from(request.body ?? '{"name":"Sy"}');
  const at = below(bytes.length);
  const doubled = bytes.subarray(at, at + below(8));
  const noise = Buffer.from(Array.from({ length: 1 + below(4) }, () => below(256)));
  const rest = pick([bytes.subarray(at + pick([0, 1, 2])), Buffer.alloc(0)]);
  request.body = Buffer.concat([bytes.subarray(0, at), pick([Buffer.alloc(0), doubled, noise]), rest]);
}
