import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Call, startDynamoDbStub } from '../../unit/bundling/fixtures/dynamodb-stub.ts';
import { eventFor } from '../../unit/bundling/fixtures/events.ts';
import { invoke } from '../../unit/bundling/fixtures/invoke.ts';
import type { Bench, Figure } from '../figures.ts';
import { ratio, rounded } from '../tools/statistics.ts';
import { makeCandidates } from './candidates.ts';
import { type Candidate, measureFirstAnswers } from './first-answers.ts';

/** Cold starts of `POST /rides`, whole: validation, logger, metrics, a search and a booking, signed, over TLS to a stub. */
export async function measureColdStarts({ quick }: Pick<Bench, 'quick'>): Promise<Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'cold-start-'));
  let unicorn: Item | undefined;
  const dynamodb = await startDynamoDbStub((call) => ({ body: unicorn === undefined ? {} : answer(call, unicorn) }));
  try {
    const { putUnicorn, ...candidates } = await makeCandidates(folder);
    const put = eventFor({ route: 'PUT /unicorns/{unicornId}' }, newUnicorn);
    await invoke(dirname(putUnicorn.file), [put], dynamodb.environment);
    unicorn = unicornWritten(dynamodb.calls);

    const request = eventFor({ route: 'POST /rides' }, { pickupLocation: newUnicorn.location });
    const times = await measureFirstAnswers(Object.values(candidates), request, dynamodb.environment, quick ? 3 : 21);
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
    value: rounded(time(candidate)),
    unit: 'ms',
    ratios: Object.fromEntries(judges.map((judge) => [judge.name, ratio(time(candidate), time(judge))])),
  });
  const size = ({ name, size }: Candidate): Figure => ({
    name: `Bundle: ${name}`,
    value: rounded(size / 1000),
    unit: 'KB',
    ratios: {},
  });
  return [
    judged(empty),
    judged(handSigned, empty),
    {
      ...judged(ours, empty, stockFromDisk, stockBundled),
      targets: [
        { ratio: empty.name, aim: 3.2, atMost: 3.9 },
        { ratio: stockFromDisk.name, aim: 0.62, atMost: 0.75 },
      ],
      note: 'From starting a process to its first answer: median, the candidates taking turns.',
    },
    judged(stockFromDisk, empty),
    judged(stockBundled, empty),
    { ...size(ours), targets: [{ atMost: 200 }] },
    size(stockFromDisk),
    size(stockBundled),
  ];
}

if (import.meta.main) console.log(await measureColdStarts({ quick: false }));
