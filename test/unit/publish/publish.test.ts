import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { expect, test } from 'vitest';
import { configOf } from '../../../bin/publish/outputs.ts';
import { pageFile } from '../../../bin/publish/page-file.ts';
import { withNext } from '../../../bin/publish/publications.ts';
import { publish } from '../../../bin/publish/publish.ts';
import { startPage } from '../../local/distribution/running.ts';

const day = (number: number) => new Date(Date.UTC(2026, 10, number));

/** A build of the page: what it begins with, and assets named for their content. */
const build = (...assets: readonly string[]) =>
  ['service-worker.js', 'index.html', 'config.json', 'icon.svg', ...assets.map((name) => `assets/${name}`)].map((key) =>
    pageFile(key, Buffer.from(`${key} with ${assets.join()}`)),
  );

async function keysIn(s3: S3Client): Promise<string[]> {
  const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket: 'files' }));
  return Contents.map(({ Key = '' }) => Key).filter((key) => key.startsWith('assets/'));
}

async function textOf(s3: S3Client, Key: string): Promise<string | undefined> {
  return (await s3.send(new GetObjectCommand({ Bucket: 'files', Key }))).Body?.transformToString();
}

/** Notes what is put, in its order; `onPut` may throw. */
function watchPuts(s3: S3Client, onPut: (key: string) => void = () => {}): string[] {
  const keys: string[] = [];
  s3.middlewareStack.add(
    (next, { commandName }) =>
      async (args) => {
        const key = String(Object(args.input).Key);
        if (commandName === 'PutObjectCommand') onPut(key);
        const result = await next(args);
        if (commandName === 'PutObjectCommand') keys.push(key);
        return result;
      },
    { step: 'initialize' },
  );
  return keys;
}

test('a page is put in the order in which it may be seen, as browsers and caches have to know it', async () => {
  const { s3 } = await startPage();
  const keys = watchPuts(s3);
  const published = await publish(s3, 'files', build('a-1.js', 'b-1.css'), day(1));
  expect(published).toEqual({ put: 6, there: 0, removed: 0 });
  expect(keys.slice(-3)).toEqual(['config.json', 'index.html', 'service-worker.js']);
  const about = async (Key: string) => {
    const { ContentType, CacheControl } = await s3.send(new HeadObjectCommand({ Bucket: 'files', Key }));
    return [ContentType, CacheControl];
  };
  expect(await about('assets/a-1.js')).toEqual([
    'text/javascript; charset=utf-8',
    'public, max-age=31536000, immutable',
  ]);
  expect(await about('assets/b-1.css')).toEqual(['text/css; charset=utf-8', 'public, max-age=31536000, immutable']);
  expect(await about('index.html')).toEqual(['text/html; charset=utf-8', 'no-cache']);
  for (const key of ['config.json', 'service-worker.js', 'icon.svg'])
    expect((await about(key))[1], key).toBe('no-cache');
});

test('the same page again puts no asset, and is no new version', async () => {
  const { s3 } = await startPage();
  await publish(s3, 'files', build('a-1.js'), day(1));
  const record = await textOf(s3, 'publications.json');
  expect(await publish(s3, 'files', build('a-1.js'), day(2))).toEqual({ put: 4, there: 1, removed: 0 });
  expect(await textOf(s3, 'publications.json')).toBe(record);
});

test('whoever has the page open keeps its assets for thirty days after the next version, however old they are', async () => {
  const { s3 } = await startPage();
  await publish(s3, 'files', build('a-1.js', 'shared-1.js'), day(1));
  await publish(s3, 'files', build('a-2.js', 'shared-1.js'), day(100));
  expect(await keysIn(s3)).toEqual(['assets/a-1.js', 'assets/a-2.js', 'assets/shared-1.js']);
  await publish(s3, 'files', build('a-3.js', 'shared-1.js'), day(129));
  expect(await keysIn(s3)).toContain('assets/a-1.js');
  const { removed } = await publish(s3, 'files', build('a-4.js', 'shared-1.js'), day(131));
  expect(removed).toBe(1);
  expect(await keysIn(s3)).toEqual(['assets/a-2.js', 'assets/a-3.js', 'assets/a-4.js', 'assets/shared-1.js']);
});

test('where a file cannot be put, visitors get the old version whole; done again it is the new one', async () => {
  const { s3 } = await startPage();
  await publish(s3, 'files', build('a-1.js'), day(1));
  const old = await textOf(s3, 'index.html');
  let isBroken = true;
  watchPuts(s3, (key) => {
    if (isBroken && key === 'assets/b-2.js') throw new Error('cut off');
  });
  await expect(publish(s3, 'files', build('a-2.js', 'b-2.js'), day(2))).rejects.toThrow('cut off');
  expect(await textOf(s3, 'index.html')).toBe(old);
  expect(await keysIn(s3)).toContain('assets/a-1.js');
  isBroken = false;
  await publish(s3, 'files', build('a-2.js', 'b-2.js'), day(2));
  expect(await textOf(s3, 'index.html')).not.toBe(old);
});

test('versions are forgotten thirty days after the next one came, the newest never', () => {
  const first = { at: day(1).toISOString(), files: ['a'] };
  expect(withNext([first], ['b'], day(400))).toEqual([first, { at: day(400).toISOString(), files: ['b'] }]);
  const second = { at: day(2).toISOString(), files: ['b'] };
  expect(withNext([first, second], ['c'], day(33)).map(({ files }) => files)).toEqual([['b'], ['c']]);
});

test('a file of a kind that browsers would have to guess is refused', () => {
  expect(() => pageFile('film.mov', Buffer.alloc(0))).toThrow('film.mov: the content type');
});

test('the settings are those of the stage, as its stacks say them', () => {
  const rides = {
    ApiUrl: 'https://api.example/',
    IssuerUrl: 'https://issuer.example/pool',
    ClientId: 'client',
    SignInUrl: 'https://sign-in.example',
  };
  const settings = {
    apiUrl: 'https://api.example',
    issuer: 'https://issuer.example/pool',
    clientId: 'client',
    signOutUrl: 'https://sign-in.example/logout',
  };
  expect(configOf({ ridesStack: 'Rides', rides, page: {} })).toEqual(settings);
  const tiles = { TileUrl: 'https://tiles.example/{z}', TileAttribution: 'Somebody' };
  expect(configOf({ ridesStack: 'Rides', rides, page: tiles })).toEqual({
    ...settings,
    tileUrl: tiles.TileUrl,
    tileAttribution: tiles.TileAttribution,
  });
  const { ClientId: _, ...lacking } = rides;
  expect(() => configOf({ ridesStack: 'Rides', rides: lacking, page: {} })).toThrow('no output ClientId');
});
