import { expect, test, vi } from 'vitest';
import { ProviderStore } from '../../../local/sign-in/provider-store.ts';
import { Storage } from '../../../local/storage.ts';

test('a code is consumed once, also by two who found it at the same moment', async () => {
  const codes = (await ProviderStore.open(await Storage.open())).adapter('pool', 'AuthorizationCode');
  await codes.upsert('code', { grantId: 'grant' }, 60);
  expect(await Promise.all([codes.find('code'), codes.find('code')])).toEqual([
    { grantId: 'grant' },
    { grantId: 'grant' },
  ]);
  const taken = await Promise.allSettled([codes.consume('code'), codes.consume('code')]);
  expect(taken.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
  expect(await codes.find('code')).toMatchObject({ consumed: expect.any(Number) });
});

test('what is expired is gone, and kept no longer once more comes', async () => {
  const storage = await Storage.open();
  const store = await ProviderStore.open(storage);
  const sessions = store.adapter('pool', 'Session');
  await sessions.upsert('old', { uid: 'old uid' }, 60);
  await sessions.upsert('new', { uid: 'new uid' }, 3600);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  try {
    expect([await sessions.find('old'), await sessions.findByUid('old uid')]).toEqual([undefined, undefined]);
    expect(await sessions.findByUid('new uid')).toEqual({ uid: 'new uid' });
    await store.adapter('pool', 'Grant').upsert('grant', {}, 60);
    expect(await storage.part('sign-in-records').keys().all()).toEqual(['pool Grant grant', 'pool Session new']);
  } finally {
    vi.useRealTimers();
  }
});

test('ending a grant ends what it brought, of this pool and kind alone', async () => {
  const store = await ProviderStore.open(await Storage.open());
  const tokens = store.adapter('pool', 'RefreshToken');
  const others = store.adapter('other', 'RefreshToken');
  await tokens.upsert('one', { grantId: 'grant' }, 60);
  await tokens.upsert('two', { grantId: 'another' }, 60);
  await others.upsert('one', { grantId: 'grant' }, 60);
  await tokens.revokeByGrantId('grant');
  expect([await tokens.find('one'), await tokens.find('two')]).toEqual([undefined, { grantId: 'another' }]);
  expect(await others.find('one')).toEqual({ grantId: 'grant' });
});
