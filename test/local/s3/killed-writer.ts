import { readBuckets } from '../../../local/endpoint/services/s3/read-buckets.ts';
import { openS3 } from '../../../local/endpoint/services/s3/s3.ts';
import { Storage } from '../../../local/storage.ts';
import { Targets } from '../../../local/targets.ts';

/**
 * A process that puts four objects over and over until it is killed, and tells its parent of each put that succeeded.
 * Argument: the data folder.
 */
const [, , dataDirectory = ''] = process.argv;
const environment = { accountId: '000000000000', region: 'us-east-1', partition: 'aws', urlSuffix: 'amazonaws.com' };
const targets = new Targets();
targets.add({ service: 'events', receive: () => Promise.reject(new Error('it never listens')) });
const [files] = readBuckets([
  {
    stack: 'app',
    logicalId: 'files',
    path: 'app/files',
    type: 'AWS::S3::Bucket',
    ref: 'files',
    attributes: { Arn: 'arn:aws:s3:::files' },
    properties: { NotificationConfiguration: { EventBridgeConfiguration: {} } },
  },
]);
if (!files) throw new Error('no bucket was read');
const storage = await Storage.open(`${dataDirectory}/events`);
const s3 = await openS3({ environment, buckets: [files], storage, targets, dataDirectory });
s3.start();

async function put(key: string, round: number): Promise<void> {
  const content = Buffer.from(Array(20_000).fill(round).join('\n'));
  const call = await s3.open({
    method: 'PUT',
    path: `/files/${key}`,
    query: new URLSearchParams(),
    headers: { authorization: 'signed', 'content-length': String(content.length) },
    requestId: 'test',
    body: Buffer.alloc(0),
    caller: {
      accessKeyId: 'test',
      type: 'root',
      accountId: environment.accountId,
      arn: 'arn:aws:iam::000000000000:root',
      principalArn: 'arn:aws:iam::000000000000:root',
      userId: environment.accountId,
    },
    demand: () => undefined,
    content: {
      async *read() {
        for (let at = 0; at < content.length; at += 16_384) yield content.subarray(at, at + 16_384);
      },
      signature: {
        declared: 'UNSIGNED-PAYLOAD',
        seed: '',
        dateTime: '20260101T000000Z',
        scope: '',
        signingKey: Buffer.alloc(32),
      },
    },
  });
  const { status } = await call.run();
  if (status !== 200) throw new Error(`answered ${status}`);
  process.send?.(`${key} ${round}`);
}

async function writer(key: string): Promise<never> {
  for (let round = 0; ; round++) await put(key, round);
}

await Promise.all(['a', 'b', 'c', 'd'].map(writer));
