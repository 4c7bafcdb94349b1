/** What Lambda leaves in a queue where a batch of a stream could not be handled: where the records are, not themselves. */
export interface StreamLetter {
  readonly kind: 'stream';
  readonly functionArn: string;
  readonly reason: string;
  readonly at: string;
  readonly streamArn: string;
  readonly shardId: string;
  readonly firstSequenceNumber: string;
  readonly lastSequenceNumber: string;
}

/** What Lambda leaves where an asynchronous call failed for good: the event is in it. */
export interface CallLetter {
  readonly kind: 'call';
  readonly functionArn: string;
  readonly reason: string;
  readonly at: string;
  readonly event: unknown;
}

export type Letter = StreamLetter | CallLetter;

/**
 * Reads a dead letter of Lambda's.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-errors.html
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
 *
 * @returns nothing for a message of another kind
 */
export function readLetter(body: string): Letter | undefined {
  const document = parse(body);
  const context = objectIn(document, 'requestContext');
  const functionArn = textIn(context, 'functionArn');
  const at = textIn(document, 'timestamp');
  if (functionArn === undefined || at === undefined) return undefined;
  const reason = [textIn(context, 'condition'), errorIn(document)].filter((part) => part !== undefined).join(': ');
  if (document !== undefined && 'requestPayload' in document) {
    return { kind: 'call', functionArn, reason, at, event: document.requestPayload };
  }
  const batch = objectIn(document, 'DDBStreamBatchInfo');
  const [streamArn, shardId] = [textIn(batch, 'streamArn'), textIn(batch, 'shardId')];
  const [first, last] = [textIn(batch, 'startSequenceNumber'), textIn(batch, 'endSequenceNumber')];
  if (streamArn === undefined || shardId === undefined || first === undefined || last === undefined) return undefined;
  const place = { streamArn, shardId, firstSequenceNumber: first, lastSequenceNumber: last };
  return { kind: 'stream', functionArn, reason, at, ...place };
}

/** What the function itself said, where Lambda passes it on. */
function errorIn(document: Members | undefined): string | undefined {
  return textIn(objectIn(document, 'responsePayload'), 'errorMessage');
}

type Members = Readonly<Record<string, unknown>>;

function parse(text: string): Members | undefined {
  try {
    return asObject(JSON.parse(text));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function objectIn(members: Members | undefined, name: string): Members | undefined {
  return asObject(members?.[name]);
}

function textIn(members: Members | undefined, name: string): string | undefined {
  const value = members?.[name];
  return typeof value === 'string' ? value : undefined;
}

function asObject(value: unknown): Members | undefined {
  return typeof value === 'object' && value !== null ? { ...value } : undefined;
}
