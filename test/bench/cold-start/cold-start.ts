import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Call, startDynamoDbStub } from '../../unit/bundling/fixtures/dynamodb-stub.ts';
import { eventFor } from '../../unit/bundling/fixtures/events.ts';
import { invoke } from '../../unit/bundling/fixtures/invoke.ts';
import { makeCandidates } from './candidates.ts';
import { type Candidate, measureFirstAnswers } from './first-answers.ts';

/** One figure, beside what it is to be judged by. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: 'ms' | 'KB';
  /** Its part of other figures of the same run, by their names. */
  readonly ratios: Readonly<Record<string, number>>;
}

/**
 * Cold starts of `POST /rides`, whole: validation, logger, metrics, a search and a booking, signed, over TLS to a stub.
 *
 * @param runs of each candidate; the figures are their medians
 */
export async function measureColdStarts(runs = 21): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cold-start-'));
  let unicorn: Item | undefined;
  const dynamodb = await startDynamoDbStub((call) => ({ body: unicorn === undefined ? {} : answer(call, unicorn) }));
  try {
    const { putUnicorn, ...candidates } = await makeCandidates(folder);
    const put = eventFor({ route: 'PUT /unicorns/{unicornId}' }, newUnicorn);
    await invoke(dirname(putUnicorn.file), [put], dynamodb.environment);
    unicorn = unicornWritten(dynamodb.calls);

    const request = eventFor({ route: 'POST /rides' }, { pickupLocation: newUnicorn.location });
    const times = await measureFirstAnswers(Object.values(candidates), request, dynamodb.environment, runs);
    return figures(candidates, (candidate) => times.get(candidate) ?? Number.NaN);
  } finally {
    await dynamodb.close();
    await rm(folder, { recursive: true });
  }
}

const newUnicorn = {
  name: 'Shadowfax',
  color: 'white',
  gender: 'male',
  location: { latitude: 47.6, longitude: -122.31 },
  status: 'available',
};

interface Item {
  readonly unicornId?: unknown;
  readonly cell?: { readonly S?: string };
}

interface Transaction {
  readonly TransactItems?: readonly { readonly Put?: { readonly Item: Item } }[];
}

/** The item that a call wrote to the table: what a unicorn looks like there is the functions' affair. */
function unicornWritten(calls: readonly Call[]): Item {
  for (const { body } of calls) {
    const { TransactItems: writes = [] }: Transaction = JSON.parse(JSON.stringify(body));
    for (const { Put } of writes) if (Put?.Item.unicornId !== undefined) return Put.Item;
  }
  throw new Error('PUT /unicorns/{unicornId} wrote no unicorn.');
}

/** Answers as a table with this one unicorn would: it is in its own cell, and whoever takes it gets it. */
function answer({ operation, body }: Call, unicorn: Item): object {
  if (operation !== 'Query') return {};
  const inItsCell = JSON.stringify(body).includes(JSON.stringify(unicorn.cell));
  return inItsCell ? { Items: [unicorn], Count: 1 } : { Items: [], Count: 0 };
}

function figures(
  {
    empty,
    handSigned,
    ours,
    stockFromDisk,
    stockBundled,
  }: Omit<Awaited<ReturnType<typeof makeCandidates>>, 'putUnicorn'>,
  time: (candidate: Candidate) => number,
): Figure[] {
  const judged = (candidate: Candidate, ...judges: readonly Candidate[]): Figure => ({
    name: `Cold start: ${candidate.name}`,
    value: Number(time(candidate).toFixed(1)),
    unit: 'ms',
    ratios: Object.fromEntries(judges.map((judge) => [judge.name, Number((time(candidate) / time(judge)).toFixed(2))])),
  });
  const size = (candidate: Candidate): Figure => ({
    name: `Bundle: ${candidate.name}`,
    value: Number((candidate.size / 1000).toFixed(1)),
    unit: 'KB',
    ratios: {},
  });
  return [
    judged(empty),
    judged(handSigned, empty),
    judged(ours, empty, stockFromDisk, stockBundled),
    judged(stockFromDisk, empty),
    judged(stockBundled, empty),
    ...[ours, stockFromDisk, stockBundled].map(size),
  ];
}

if (import.meta.main) console.log(await measureColdStarts());
