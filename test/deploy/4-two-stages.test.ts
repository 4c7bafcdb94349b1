import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { DescribeTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editFile } from '../support/edit-file.ts';
import { copyProject, type ProjectCopy } from '../support/project-copy.ts';
import { apiOf } from './support/api.ts';
import { deploy, project } from './support/cdk.ts';
import { run } from './support/run.ts';
import { nameOf, statusOf, templateResources } from './support/stacks.ts';
import { unicorn, type Visitors, visit } from './support/visitors.ts';

const [dev, kept] = ['UnicornRides-dev', 'UnicornRides-kept'];
const app = ['--app', 'node test/deploy/kept-stage/app.ts'];
let copy: ProjectCopy;
let visitors: Visitors;

beforeAll(() => {
  copy = copyProject();
  cpSync(join(project, 'test/deploy/kept-stage'), join(copy.directory, 'test/deploy/kept-stage'), { recursive: true });
});
afterAll(async () => {
  await visitors?.leave();
  copy.remove();
});

test("a stage with prod's settings stands beside the first one, and knows nothing of its data", async () => {
  await deploy(copy.directory, ...app);
  expect(await statusOf(kept)).toBe('CREATE_COMPLETE');
  visitors = await visit(kept);
  expect((await visitors.operator('PUT', '/unicorns/kept', unicorn(-31, -111))).status).toBe(201);
  const others = await visit(dev);
  expect((await others.rider('GET', '/unicorns/kept')).status).toBe(404);
  await others.leave();
});

test('the smoke test passes on it, with people who prove their passwords as they would in prod', async () => {
  const env = { ...process.env, ...(await apiOf(kept)) };
  const { code, output } = await run('npm', ['run', '--silent', 'test:smoke'], { cwd: project, env });
  expect(code, output).toBe(0);
});

test('a new index comes to the filled table, and all data stays', async () => {
  editFile(
    join(copy.directory, 'lambda/table/schema.ts'),
    'export const indexes = {',
    "export const indexes = {\n  byColor: { partitionKey: 'color', sortKey: 'pk', projection: 'ALL' },",
  );
  await deploy(copy.directory, ...app);
  const TableName = await nameOf(kept, 'AWS::DynamoDB::GlobalTable');
  const { Table } = await new DynamoDBClient({}).send(new DescribeTableCommand({ TableName }));
  expect(Table?.GlobalSecondaryIndexes?.map(({ IndexName }) => IndexName)).toContain('byColor');
  const { status, text } = await visitors.rider('GET', '/unicorns/kept');
  expect([status, JSON.parse(text)]).toMatchObject([200, unicorn(-31, -111)]);
});

test('what holds data is to stay, and is protected', async () => {
  const resources = Object.values(await templateResources(kept));
  const holding = resources.filter(({ Type }) =>
    ['AWS::DynamoDB::GlobalTable', 'AWS::Cognito::UserPool', 'AWS::S3::Bucket'].includes(Type),
  );
  expect(holding.map(({ Type, DeletionPolicy }) => [Type, DeletionPolicy])).toEqual(
    holding.map(({ Type }) => [Type, 'Retain']),
  );
  expect(holding).toHaveLength(3);
});
