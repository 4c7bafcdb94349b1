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
  editFile(inCopy('lambda/http/handle.ts'), "'no-cache, no-store'", "'never-deployed'");
  // A table of the name of the first one, which CloudFormation finds out when it has changed much already.
  editFile(
    inCopy('bin/app.ts'),
    /(new RidesStack\([^;]*\);)/,
    `const { CfnTable } = await import('aws-cdk-lib/aws-dynamodb');
     const { CfnGlobalTable } = await import('aws-cdk-lib/aws-dynamodb');
     const stack = $1
     const first = stack.node.findAll().find((construct) => construct instanceof CfnGlobalTable);
     const second = new CfnTable(stack, 'SecondTable', {
       tableName: first.ref,
       billingMode: 'PAY_PER_REQUEST',
       keySchema: [{ attributeName: 'pk', keyType: 'HASH' }],
       attributeDefinitions: [{ attributeName: 'pk', attributeType: 'S' }],
     });
     for (const made of stack.node.findAll()) if (made.cfnResourceType === 'AWS::Lambda::Function') second.addDependency(made);`,
  );
  const { code, output } = await cdk(
    ['deploy', '--all', '--require-approval', 'never', ...elsewhere()],
    copy.directory,
  );
  expect(code, output).not.toBe(0);
  expect(await statusOf(dev)).toBe('UPDATE_ROLLBACK_COMPLETE');
  const { status, headers } = await visitors.rider('GET', '/unicorns/kept/status');
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-cache, no-store']);
  await expectKept();
});

test('the stage can be deployed again after it, as it was first', async () => {
  await deploy();
  expect(await statusOf(dev)).toBe('UPDATE_COMPLETE');
  expect((await visitors.rider('GET', '/unicorns/kept/status')).status).toBe(404);
  await expectKept();
});
