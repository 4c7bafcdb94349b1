import { parseArgs } from 'node:util';
import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { SQSClient } from '@aws-sdk/client-sqs';
import { localClient } from './local-run.ts';
import { type Letter, readLetter } from './redrive/letters.ts';
import { bringAgain, callAgain } from './redrive/put-back.ts';
import { deadLetterQueues, nameOf, release, remove, type Taken, takeAll } from './redrive/queue.ts';
import { readRecords } from './redrive/stream-records.ts';

// Shows what lies in the dead letters of a stage, and with --put-back hands it to its functions again:
//   npm run redrive                           of the local run
//   npm run redrive -- --aws --stage prod     of a stage in the account of your credentials
// Exits with 1 where something could not be put back.

const values = readFlags();
const settings = values.aws ? {} : localClient();
// Queues are asked where the client is told to go, whatever address they call themselves by.
const sqs = new SQSClient({ ...settings, useQueueUrlAsEndpoint: values.aws });
const lambda = new LambdaClient(settings);
const streams = new DynamoDBStreamsClient(settings);

const queues = await deadLetterQueues(sqs, `UnicornRides-${values.stage}-`);
if (queues.length === 0) {
  say(`The stage ${values.stage} has no queues of dead letters here.`);
  process.exit(1);
}
const left = await Promise.all(queues.map(redriveQueue));
process.exitCode = values['put-back'] && left.some((letters) => letters > 0) ? 1 : 0;

/** @returns how many letters lie in the queue still */
async function redriveQueue(queue: string): Promise<number> {
  const lines: string[] = [];
  const kept: Taken[] = [];
  for await (const message of takeAll(sqs, queue)) {
    const letter = readLetter(message.body);
    const { line, done } = letter
      ? await redriveLetter(letter).catch((error: unknown) => stays(letter, error))
      : { line: `not a letter of Lambda: ${message.body}`, done: false };
    lines.push(line);
    if (done) await remove(sqs, queue, message);
    else kept.push(message);
  }
  await Promise.all(kept.map((message) => release(sqs, queue, message)));
  say(`${nameOf(queue)}: ${lines.length === 0 ? 'nothing' : `${lines.length} letters, ${kept.length} left`}`);
  for (const line of lines) say(`  ${line}`);
  return kept.length;
}

/** What went wrong with one letter does not keep the others from their turn. */
function stays(letter: Letter, error: unknown) {
  return { line: `${about(letter)}  ${error instanceof Error ? error.message : error}`, done: false };
}

function about({ functionArn, at, reason }: Letter): string {
  return `${at}  ${functionArn.split(':')[6]}  ${reason}`;
}

/** @returns what to say of a letter, and whether it is done with */
async function redriveLetter(letter: Letter): Promise<{ readonly line: string; readonly done: boolean }> {
  if (letter.kind === 'call') {
    if (!values['put-back']) return { line: `${about(letter)}  ${JSON.stringify(letter.event)}`, done: false };
    return ending(about(letter), await callAgain(lambda, letter), 'called again');
  }
  const found = await readRecords(streams, letter);
  const aged = found.agedOut ? ', others have aged out of the stream' : '';
  if (found.records.length === 0) {
    return { line: `${about(letter)}  its records have aged out of the stream`, done: values['drop-aged-out'] };
  }
  const keys = found.records.map(({ dynamodb }) => JSON.stringify(dynamodb?.Keys)).join(', ');
  const contents = `${about(letter)}  ${found.records.length} records (${keys})${aged}`;
  if (!values['put-back']) return { line: contents, done: false };
  return ending(contents, await bringAgain(lambda, letter, found), 'brought again');
}

function ending(line: string, failure: string | undefined, success: string) {
  return { line: `${line}  ${failure ?? success}`, done: failure === undefined };
}

function readFlags() {
  const options = {
    aws: { type: 'boolean', default: false },
    stage: { type: 'string', default: 'dev' },
    'put-back': { type: 'boolean', default: false },
    'drop-aged-out': { type: 'boolean', default: false },
  } as const;
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exit(2);
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
