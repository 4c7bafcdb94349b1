/** The floor of a function that asks DynamoDB something: two requests signed by hand, without any library. */
import { createHash, createHmac } from 'node:crypto';
import { Agent, request } from 'node:https';
import { text } from 'node:stream/consumers';

const agent = new Agent({ keepAlive: true });
const {
  AWS_ENDPOINT_URL = '',
  AWS_REGION = '',
  AWS_ACCESS_KEY_ID = '',
  AWS_SECRET_ACCESS_KEY = '',
  AWS_SESSION_TOKEN = '',
} = process.env;
const endpoint = new URL(AWS_ENDPOINT_URL);

export const handler = async () => {
  await send('Query', { TableName: 'rides' });
  await send('TransactWriteItems', { TransactItems: [] });
  return { statusCode: 201 };
};

function send(operation: string, input: object): Promise<unknown> {
  const body = JSON.stringify(input);
  return new Promise((resolve, reject) => {
    request(endpoint, { method: 'POST', agent, headers: signedHeaders(operation, body) }, (response) => {
      text(response).then((answer) => resolve(JSON.parse(answer)), reject);
    })
      .on('error', reject)
      .end(body);
  });
}

function signedHeaders(operation: string, body: string): Record<string, string> {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = [date.slice(0, 8), AWS_REGION, 'dynamodb', 'aws4_request'];
  const headers = {
    'content-type': 'application/x-amz-json-1.0',
    host: endpoint.host,
    'x-amz-date': date,
    'x-amz-security-token': AWS_SESSION_TOKEN,
    'x-amz-target': `DynamoDB_20120810.${operation}`,
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const canonical = ['POST', '/', '', ...lines, '', names, sha256(body)].join('\n');
  const key = scope.reduce<Buffer>((secret, part) => hmac(secret, part), Buffer.from(`AWS4${AWS_SECRET_ACCESS_KEY}`));
  const signature = hmac(key, ['AWS4-HMAC-SHA256', date, scope.join('/'), sha256(canonical)].join('\n'));
  const credential = `${AWS_ACCESS_KEY_ID}/${scope.join('/')}`;
  return {
    ...headers,
    'content-length': String(Buffer.byteLength(body)),
    authorization: `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=${names}, Signature=${signature.toString('hex')}`,
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}
