import { randomUUID } from 'node:crypto';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { PublishCommand } from '@aws-sdk/client-sns';
import { SendMessageCommand } from '@aws-sdk/client-sqs';
import { afterAll, expect, test, vi } from 'vitest';
import { childrenOf, isAlive } from '../../support/processes.ts';
import { type Command, endAll, newFolder, startCommand, until } from '../run/command.ts';
import { bakery } from './bakery.ts';
import { type Clients, clientsOf } from './clients.ts';

afterAll(endAll);

/** A way in: what is put there, and the queue that it must come out of in the end. */
interface Way {
  readonly queue: string;
  readonly put: (clients: Clients, id: string) => Promise<unknown>;
}

const ways: Readonly<Record<string, Way>> = {
  'a message': {
    queue: 'seen',
    put: ({ sqs, queueUrl }, id) => sqs.send(new SendMessageCommand({ QueueUrl: queueUrl('seen'), MessageBody: id })),
  },
  // They come faster than they go: some are always waiting.
  'an event for a slow function, whose outcome goes to a queue': {
    queue: 'seen',
    put: ({ hand }, id) => hand('second', { id, slow: true }),
  },
  'an event for a function that fails, a dead letter': {
    queue: 'seen',
    put: ({ hand }, id) => hand('third', { id, burnt: true }),
  },
  'a message for a function that does not want it, a dead letter': {
    queue: 'spoilt',
    put: ({ sqs, queueUrl }, id) =>
      sqs.send(new SendMessageCommand({ QueueUrl: queueUrl('oven'), MessageBody: `raw ${id}` })),
  },
  'a message of a topic': {
    queue: 'wrapped',
    put: ({ sns }, id) => {
      const MessageAttributes = { subject: { DataType: 'String', StringValue: 'bread' } };
      return sns.send(
        new PublishCommand({ TopicArn: 'arn:aws:sns:us-east-1:000000000000:news', Message: id, MessageAttributes }),
      );
    },
  },
  'a file': {
    queue: 'recipe-files',
    put: ({ s3 }, id) => s3.send(new PutObjectCommand({ Bucket: 'recipes', Key: `${id}.txt`, Body: 'flour' })),
  },
  'an event of a bus': {
    queue: 'sales',
    put: ({ events }, id) => {
      const Detail = JSON.stringify({ what: id, price: 9 });
      const entry = { EventBusName: 'ledger', Source: 'bakery', DetailType: 'sold', Detail };
      return events.send(new PutEventsCommand({ Entries: [entry] }));
    },
  },
  'a schedule for the next second': { queue: 'alarms', put: ({ ring }, id) => ring(id) },
};

// On a busy machine each of the two starts takes long.
test('Nothing that was acknowledged is lost when all processes are killed at once', { timeout: 120_000 }, async () => {
  const [assembly, data] = [newFolder(), newFolder()];
  bakery(assembly, { isLater: true });
  const start = () => startCommand(['--app', assembly, '--port', '0', '--quiet', '--data', data]);
  /** By queue. */
  const acknowledged = new Map<string, Set<string>>();
  let records = 0;

  const killed = start();
  const before = clientsOf(await killed.ready());
  let requests = 0;
  const load = Object.values(ways).map(({ queue, put }) =>
    untilNobodyAnswers(async () => {
      const id = randomUUID();
      await put(before, id);
      acknowledged.set(queue, (acknowledged.get(queue) ?? new Set()).add(id));
      requests += 1;
    }),
  );
  load.push(
    untilNobodyAnswers(async () => {
      const Item = { id: { S: `burnt ${randomUUID()}` }, kind: { S: 'bread' } };
      await before.dynamoDb.send(new PutItemCommand({ TableName: 'orders', Item }));
      records += 1;
    }),
  );
  const enough = vi.waitFor(() => expect(requests).toBeGreaterThan(80), { timeout: 30_000, interval: 5 });
  await Promise.race([enough, Promise.all(load)]);
  await killAll(killed);
  await Promise.all(load);

  const run = start();
  const clients = clientsOf(await run.ready());
  /** The records that the dead letters of the stream tell of. */
  const failed = new Set<string>();
  for (const [queue, ids] of acknowledged) {
    const left = new Set(ids);
    await until(async () => {
      for (const { Body = '' } of await clients.receive(queue)) {
        for (const [id] of Body.matchAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g)) left.delete(id);
        for (const [, place = ''] of Body.matchAll(/"startSequenceNumber":"(\d+)"/g)) failed.add(place);
      }
      expect([queue, ...left]).toEqual([queue]);
      if (queue === 'spoilt') expect(failed.size).toBeGreaterThanOrEqual(records);
    });
  }
  expect([...acknowledged.keys()].sort()).toEqual(['alarms', 'recipe-files', 'sales', 'seen', 'spoilt', 'wrapped']);
  expect(run.stderr()).not.toContain('The local run failed');
});

/** Does something again and again for as long as it is answered. */
async function untilNobodyAnswers(request: () => Promise<unknown>): Promise<void> {
  for (;;) {
    try {
      await request();
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ECONNRESET' && code !== 'ECONNREFUSED' && code !== 'EPIPE') throw error;
      return;
    }
  }
}

/** Kills a run and all its processes at once, as a power cut does. */
async function killAll({ process: { pid = 0 }, ended }: Command): Promise<void> {
  const children = childrenOf(pid);
  for (const each of [pid, ...children]) process.kill(each, 'SIGKILL');
  await ended;
  await until(() => expect(children.filter(isAlive)).toEqual([]));
}
