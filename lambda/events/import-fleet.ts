import * as z from 'zod/mini';
import { invokeAgain } from '../aws/invoke-again.ts';
import { importOfUpload } from '../files/keys.ts';
import { importFile } from '../fleet-import/import-file.ts';
import { allow, allowFile } from '../http/operation.ts';
import { consume, defineConsumer } from './consumer.ts';

export const importFleet = defineConsumer({
  name: 'ImportFleet',
  summary: 'Brings the rows of a fleet file that was uploaded into the fleet',
  table: [
    allow('GetItem', { keys: 'IMPORT#*' }),
    allow('UpdateItem', { keys: 'IMPORT#*' }),
    allow('PutItem', { keys: 'UNICORN#*' }),
  ],
  files: [
    allowFile('GetObject', 'uploads/*'),
    allowFile('GetObject', 'reports/*'),
    allowFile('PutObject', 'reports/*'),
  ],
  // The longest that Lambda has: a large file takes several of them.
  settings: { timeout: 900 },
});

/** What EventBridge says of a new file: https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html */
const ObjectCreated = z.object({
  detail: z.object({ object: z.object({ key: z.string(), size: z.number() }) }),
});

/** Milliseconds that an invocation leaves for keeping where it is: where it has less than twice that, half of its time. */
const reserve = 20_000;

export const handler = consume(importFleet, async (event: unknown, invocation) => {
  const created = z.safeParse(ObjectCreated, event);
  const importId = created.success ? importOfUpload(created.data.detail.object.key) : undefined;
  if (!created.success || importId === undefined) return { answer: undefined, tally: { result: 'refused: no upload' } };
  const pace = {
    lease: 15_000,
    keepEvery: 1_000,
    reserve: Math.min(reserve, invocation.getRemainingTimeInMillis() / 2),
  };
  const tally = await importFile({ importId, size: created.data.detail.object.size }, invocation, pace, () =>
    invokeAgain(invocation.invokedFunctionArn, event),
  );
  return { answer: undefined, tally };
});
