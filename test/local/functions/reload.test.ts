import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { folderOf, functionOf, hostOf, writeFiles } from './support.ts';

const version = (value: string) => `exports.handler = async () => '${value}';`;

function assetHost(files: Record<string, string>) {
  const asset = join(folderOf({}), 'asset');
  writeFiles(asset, files);
  return { asset, ...hostOf([functionOf('', { code: { path: asset } })]) };
}

async function expectAnswer(host: ReturnType<typeof assetHost>['host'], expected: string) {
  await vi.waitFor(async () => expect((await host.invoke('Shop-Greeter', {})).payload).toBe(expected), {
    timeout: 5_000,
    interval: 10,
  });
}

test('a changed file runs with the next request', async () => {
  const { asset, host } = assetHost({ 'index.js': version('one') });
  await expectAnswer(host, 'one');
  for (const next of ['two', 'three']) {
    writeFiles(asset, { 'index.js': version(next) });
    await expectAnswer(host, next);
  }
});

test('so does a change in a folder that is new', async () => {
  const { asset, host } = assetHost({ 'index.js': `exports.handler = async () => require('./lib/x').x` });
  await host.invoke('Shop-Greeter', {});
  writeFiles(asset, { 'lib/x.js': `exports.x = 'new'` });
  await expectAnswer(host, 'new');
  writeFiles(asset, { 'lib/x.js': `exports.x = 'newer'` });
  await expectAnswer(host, 'newer');
});

test('a folder that is replaced, again and again, is followed', async () => {
  const { asset, host } = assetHost({ 'index.js': version('0') });
  await expectAnswer(host, '0');
  for (let round = 1; round <= 4; round += 1) {
    if (round % 2 === 0) {
      rmSync(asset, { recursive: true });
      mkdirSync(asset);
      writeFiles(asset, { 'index.js': version(`${round}`) });
    } else {
      writeFiles(`${asset}.next`, { 'index.js': version(`${round}`) });
      renameSync(asset, `${asset}.old`);
      renameSync(`${asset}.next`, asset);
      rmSync(`${asset}.old`, { recursive: true });
    }
    await expectAnswer(host, `${round}`);
    writeFiles(asset, { 'index.js': version(`${round}, changed in place`) });
    await expectAnswer(host, `${round}, changed in place`);
  }
});

test('a folder that is being replaced when it is first needed is waited for', async () => {
  const { asset, host } = assetHost({});
  const answer = host.invoke('Shop-Greeter', {});
  setTimeout(() => writeFiles(asset, { 'index.js': version('there') }), 100);
  expect((await answer).payload).toBe('there');
});

test('a request that runs meanwhile ends on the code it began with', async () => {
  const gate = folderOf({});
  const waiting = `const { existsSync, writeFileSync } = require('fs');
    exports.handler = async ({ waits }) => {
      if (waits) writeFileSync('${gate}/started', '');
      while (waits && !existsSync('${gate}/go')) await new Promise((resolve) => setTimeout(resolve, 5));
      return require('./name').name;
    };`;
  const { asset, host, issued, released } = assetHost({ 'index.js': waiting, 'name.js': `exports.name = 'old'` });
  const running = host.invoke('Shop-Greeter', { waits: true });
  await vi.waitFor(() => expect(readdirSync(gate)).toContain('started'), { timeout: 10_000 });
  writeFiles(asset, { 'index.js': version('new'), 'name.js': `exports.name = 'new'` });
  await expectAnswer(host, 'new');
  writeFiles(gate, { go: '' });
  expect((await running).payload).toBe('old');
  await vi.waitFor(() => expect(released).toContain(issued[0]));
});

test('no request fails or is lost while the code changes under load', async () => {
  const { asset, host } = assetHost({ 'index.js': version('0') });
  await expectAnswer(host, '0');
  let writing = true;
  const requests: ReturnType<typeof host.invoke>[] = [];
  const load = (async () => {
    while (writing) {
      const batch = Array.from({ length: 5 }, () => host.invoke('Shop-Greeter', {}));
      requests.push(...batch);
      await Promise.all(batch);
    }
  })();
  for (let round = 1; round <= 5; round += 1) {
    rmSync(asset, { recursive: true });
    mkdirSync(asset);
    writeFiles(asset, { 'index.js': version(`${round}`) });
    await expectAnswer(host, `${round}`);
  }
  writing = false;
  await load;
  const results = await Promise.all(requests);
  expect(results.filter(({ error }) => error)).toEqual([]);
  expect(new Set(results.map(({ payload }) => payload)).size).toBeGreaterThan(3);
});

test('code that is removed keeps running, and what was copied before is removed', async () => {
  const { asset, host, lines } = assetHost({ 'index.js': `exports.handler = async () => __dirname` });
  const first = String((await host.invoke('Shop-Greeter', {})).payload);
  writeFiles(asset, { 'more.js': '' });
  await vi.waitFor(() => expect(readdirSync(dirname(first))).toEqual(['2']), { timeout: 5_000 });
  rmSync(asset, { recursive: true });
  await vi.waitFor(() => expect(lines.map(({ line }) => line).join()).toContain('The changed code cannot be read'), {
    timeout: 5_000,
  });
  expect((await host.invoke('Shop-Greeter', {})).error).toBeUndefined();
  writeFiles(asset, { 'index.js': version('back') });
  await expectAnswer(host, 'back');
});

test('several functions of one asset all reload', async () => {
  const asset = join(folderOf({}), 'asset');
  writeFiles(asset, { 'index.js': version('one') });
  const names = ['A', 'B'];
  const { host } = hostOf(names.map((name) => functionOf('', { name, code: { path: asset } })));
  for (const name of names) expect((await host.invoke(name, {})).payload).toBe('one');
  writeFiles(asset, { 'index.js': version('two') });
  await host.reload('A');
  for (const name of names) expect((await host.invoke(name, {})).payload).toBe('two');
});
