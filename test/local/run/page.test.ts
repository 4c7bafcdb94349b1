import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { pageTemplate } from '../distribution/running.ts';
import { endAll, newFolder, startCommand } from './command.ts';
import { assemblyOf } from './small-app.ts';

afterAll(endAll);

/** What a command that publishes finds in its environment, and what it is told to do with it. */
const publish = `
const { readFileSync, writeFileSync } = require('node:fs');
const { PutObjectCommand, S3Client } = require(process.env.SDK);
const { PageBucket: Bucket } = JSON.parse(readFileSync(process.env.OUTPUTS_FILE, 'utf8')).Small;
writeFileSync('outputs.json', readFileSync(process.env.OUTPUTS_FILE));
new S3Client({}).send(new PutObjectCommand({ Bucket, Key: 'index.html', Body: 'page', ContentType: 'text/html' }));`;

test('A page is there when the run is ready, put by a command that is told where everything is', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'publish.cjs'), publish);
  const Outputs = {
    PageBucket: { Value: { Ref: 'Files' } },
    PageUrl: { Value: { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': ['Page', 'DomainName'] }, '/']] } },
  };
  const app = assemblyOf({ Resources: pageTemplate(), Outputs }, newFolder());
  const args = ['--app', app, '--port', '0', '--publish', 'node publish.cjs'];
  const command = startCommand(args, {
    folder,
    env: { SDK: createRequire(import.meta.url).resolve('@aws-sdk/client-s3') },
  });
  const { pageUrl } = await command.ready();
  expect(await (await fetch(`${pageUrl}/any/path`)).text()).toBe('page');
  expect(command.stdout()).toContain(`Page          ${pageUrl}\n`);
  const outputs: unknown = JSON.parse(readFileSync(join(folder, 'outputs.json'), 'utf8'));
  expect(outputs).toEqual({ Small: { PageBucket: 'files', PageUrl: `${pageUrl}/` } });
});

test('A page that cannot be published is said, and the rest runs', async () => {
  const app = assemblyOf({ Resources: pageTemplate() }, newFolder());
  const command = startCommand(['--app', app, '--port', '0', '--publish', 'exit 3']);
  const { pageUrl } = await command.ready();
  expect((await fetch(`${pageUrl}/`)).status).toBe(403);
  expect(command.stderr()).toContain('There is no page: exit 3 ended with exit code 3');
});
