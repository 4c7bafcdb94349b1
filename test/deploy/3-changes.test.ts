import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editFile } from '../support/edit-file.ts';
import { copyProject, type ProjectCopy } from '../support/project-copy.ts';
import { addReadmeEndpoint, listOperation } from '../support/readme-endpoint.ts';
import { cdk, deploy, elsewhere } from './support/cdk.ts';
import { underLoad } from './support/load.ts';
import { statusOf } from './support/stacks.ts';
import { unicorn, type Visitors, visit } from './support/visitors.ts';

const dev = 'UnicornRides-dev';
let copy: ProjectCopy;
let visitors: Visitors;

const inCopy = (file: string) => join(copy.directory, file);

beforeAll(async () => {
  copy = copyProject();
  visitors = await visit(dev);
  expect((await visitors.operator('PUT', '/unicorns/kept', unicorn(-31, -111))).status).toBe(201);
  return async () => {
    await visitors.operator('DELETE', '/unicorns/kept');
    await visitors.leave();
  };
});
afterAll(() => copy.remove());

/** Holds that what was written before the changes is there. */
async function expectKept(): Promise<void> {
  const { status, text } = await visitors.rider('GET', '/unicorns/kept');
  expect([status, JSON.parse(text)]).toMatchObject([200, unicorn(-31, -111)]);
}

test('nothing is changed by what was deployed already: cdk diff and cdk deploy say so', async () => {
  const [diff, again] = await Promise.all([cdk(['diff', '--fail', ...elsewhere()]), deploy()]);
  expect(diff.code, diff.output).toBe(0);
  expect(again).toContain('(no changes)');
});

test('new code comes in under load, and no request fails', async () => {
  // On every answer of every function.
  editFile(inCopy('lambda/http/handle.ts'), "'no-store'", "'no-cache, no-store'");
  const { replies } = await underLoad(visitors, () => deploy(copy.directory));
  expect(replies.filter(({ status }) => status >= 400)).toEqual([]);
  const seen = new Set(replies.map(({ headers }) => headers.get('cache-control')));
  expect(seen).toEqual(new Set(['no-store', 'no-cache, no-store']));
  await expectKept();
});

test("the README's new endpoint is served, and one that may not read is told nothing but that it failed", async () => {
  addReadmeEndpoint(copy.directory);
  const original = 'lambda/unicorns/get-unicorn-status.ts';
  const denied = 'lambda/unicorns/get-unicorn-secret.ts';
  cpSync(inCopy(original), inCopy(denied));
  editFile(inCopy(denied), 'getUnicornStatus', 'getUnicornSecret');
  editFile(inCopy(denied), 'getUnicornStatus', 'getUnicornSecret');
  editFile(inCopy(denied), 'GetUnicornStatus', 'GetUnicornSecret');
  editFile(inCopy(denied), '/status', '/secret');
  editFile(inCopy(denied), "allow('GetItem'", "allow('PutItem'");
  listOperation(copy.directory, 'getUnicornSecret', denied);
  await deploy(copy.directory);

  const status = await visitors.rider('GET', '/unicorns/kept/status');
  expect([status.status, JSON.parse(status.text)]).toEqual([200, { status: 'available' }]);
  expect((await visitors.anyone('GET', '/unicorns/kept/status')).status).toBe(401);
  const secret = await visitors.rider('GET', '/unicorns/kept/secret');
  const { requestId, ...told } = JSON.parse(secret.text);
  expect([secret.status, told]).toEqual([
    500,
    {
      type: 'urn:unicorn-rides:problem:internal-error',
      title: expect.any(String),
      status: 500,
      detail: expect.not.stringMatching(/denied|authori[sz]ed|access|dynamo|GetItem|arn:|policy|role/i),
    },
  ]);
  expect(requestId).toBe(secret.headers.get('x-request-id'));
});

test('a change that cannot be made is rolled back, and the API answers as before', async () => {
  const before = await visitors.anyone('GET', '/hello');
  editFile(inCopy('lambda/http/handle.ts'), 'no-store', 'never-deployed');
  const stack = inCopy('lib/rides-stack.ts');
  editFile(
    stack,
    'import ',
    "import { CfnPolicy } from 'aws-cdk-lib/aws-iam';\nimport { CfnFunction } from 'aws-cdk-lib/aws-lambda';\nimport ",
  );
  // Nobody has this role, which CloudFormation finds out when all functions have their new code.
  editFile(
    stack,
    "new CfnOutput(this, 'ApiUrl'",
    `const statement = { Effect: 'Allow', Action: 'sns:Publish', Resource: rideEvents.topicArn };
    const impossible = new CfnPolicy(this, 'Impossible', {
      policyName: 'impossible',
      roles: ['nobody-has-this-role'],
      policyDocument: { Version: '2012-10-17', Statement: [statement] },
    });
    for (const made of this.node.findAll()) if (made instanceof CfnFunction) impossible.addDependency(made);
    $&`,
  );
  const { code, output } = await cdk(
    ['deploy', '--all', '--require-approval', 'never', ...elsewhere()],
    copy.directory,
  );
  expect(code, output).not.toBe(0);
  expect(await statusOf(dev), output).toBe('UPDATE_ROLLBACK_COMPLETE');
  const { status, headers } = await visitors.anyone('GET', '/hello');
  expect([status, headers.get('cache-control')]).toEqual([200, before.headers.get('cache-control')]);
  await expectKept();
});

test('what is in the repository can be deployed again after it', async () => {
  await deploy();
  expect((await visitors.rider('GET', '/unicorns/kept/status')).status).toBe(404);
  await expectKept();
});
