import { describe, expect, test } from 'vitest';
import { book } from '../rides/support.ts';
import { operator, person } from '../support/people.ts';
import type { Unicorn } from '../support/shapes.ts';
import { apart, csvHeader, fleetRow, type Import, importFile, ndjson, reportOf } from './support.ts';

const chief = await operator();
const unicorn = async (unicornId: string) => (await chief.get(`/unicorns/${unicornId}`)).json<Unicorn>();
const lines = ({ failures }: Import) => failures.map(({ line }) => line);

describe.concurrent('A fleet file', () => {
  test('of CSV brings its good rows in and names its bad ones', async () => {
    const { unicornId: one } = fleetRow();
    const { unicornId: two } = fleetRow();
    const content = [
      `\ufeff${csvHeader}`,
      `${one},Comet,white,male,-47.25,12.5,resting`,
      '',
      `${two},"Co, met","wh""ite"",",female,-47.25,12.5,resting`,
      `${two},"Co, met
",=1+1,female,-47.25,-12.5,resting`,
      '=cmd|x,Comet,white,male,1,2,resting',
      'cut,off',
    ].join('\r\n');
    const done = await importFile(chief, 'csv', content);
    expect(done).toMatchObject({ status: 'completed', rows: { read: 5, imported: 2, failed: 3 }, format: 'csv' });
    expect(lines(done)).toEqual([4, 7, 8]);
    expect(await unicorn(one)).toMatchObject({ unicornId: one, name: 'Comet', location: apart, status: 'resting' });
    expect(await unicorn(two)).toMatchObject({ name: 'Co, met', color: '=1+1', location: { longitude: -12.5 } });
    expect(done.startedAt).toBeDefined();
    expect(done.finishedAt).toBeDefined();
  });

  test('of NDJSON brings its good rows in, and the report has all failures', async () => {
    const rows = [fleetRow(), fleetRow({ status: 'available' }), fleetRow({ color: 'golden' })];
    const content = `${ndjson(...rows)}\n{"__proto__":{}}\n'\n${'{}\n'.repeat(120)}`;
    const done = await importFile(chief, 'ndjson', content);
    expect(done).toMatchObject({ status: 'completed', rows: { read: 125, imported: 3, failed: 122 } });
    expect(lines(done)).toEqual(Array.from({ length: 100 }, (_, index) => index + 5));
    const report = await reportOf(done);
    expect(report).toHaveLength(122);
    expect(report.slice(0, 100)).toEqual(done.failures);
    for (const row of rows) expect(await unicorn(row.unicornId)).toMatchObject(row);
  });

  test('that comes again leaves what is the same as it was', async () => {
    const [one, two] = [fleetRow(), fleetRow()];
    await importFile(chief, 'ndjson', ndjson(one, two));
    const before = [await unicorn(one.unicornId), await unicorn(two.unicornId)];
    const again = await importFile(chief, 'ndjson', ndjson(one, { ...two, name: 'Nova' }));
    expect(again.rows).toEqual({ read: 2, imported: 2, failed: 0 });
    expect(await unicorn(one.unicornId)).toEqual(before[0]);
    const after = await unicorn(two.unicornId);
    expect(after.name).toBe('Nova');
    expect(after.updatedAt > (before[1]?.updatedAt ?? '')).toBe(true);
  });

  test('never touches a unicorn that is on a ride', async () => {
    const pickup = { latitude: -47.25, longitude: 100 + Math.random() };
    const row = fleetRow({ location: pickup, status: 'available' });
    await importFile(chief, 'ndjson', ndjson(row));
    const rider = await person();
    await book(rider, pickup);
    const booked = await unicorn(row.unicornId);
    expect(booked.status).toBe('onRide');
    const done = await importFile(chief, 'ndjson', ndjson({ ...row, name: 'Nova' }, fleetRow()));
    expect(done).toMatchObject({ status: 'completed', rows: { read: 2, imported: 1, failed: 1 } });
    expect(done.failures).toEqual([{ line: 1, detail: expect.stringContaining('on a ride') }]);
    expect(await unicorn(row.unicornId)).toEqual(booked);
  });

  test('that is none fails with a reason, and nothing of it is imported', async () => {
    const row = fleetRow();
    const csvRow = `${row.unicornId},Comet,white,male,1,2,resting`;
    const gzip = Buffer.from([0x1f, 0x8b, 8, 0, 0]);
    for (const content of [`${csvHeader.toUpperCase()}\n${csvRow}`, `${csvHeader},x\n${csvRow},`, csvRow, gzip]) {
      const done = await importFile(chief, 'csv', content);
      expect(done).toMatchObject({ status: 'failed', rows: { read: 0 }, failures: [] });
      expect(done.reason).toMatch(/\S/);
      expect(done.reportUrl).toBeUndefined();
    }
    expect((await chief.get(`/unicorns/${row.unicornId}`)).status).toBe(404);
  });

  test('of nothing but blank lines, or of a header alone, is completed with zeros', async () => {
    for (const [format, content] of [
      ['ndjson', '\n\r\n \n'],
      ['csv', `${csvHeader}\r\n`],
      ['csv', csvHeader],
    ] as const) {
      const done = await importFile(chief, format, content);
      expect(done).toMatchObject({ status: 'completed', rows: { read: 0, imported: 0, failed: 0 }, failures: [] });
    }
  });
});

test('An import beside bookings writes each row or names it, and changes no unicorn that is on a ride', async () => {
  const west = 140 + 10 * Math.random();
  const place = (index: number) => ({ latitude: -47.25, longitude: west + index / 1000 });
  const herd = Array.from({ length: 120 }, (_, index) => fleetRow({ location: place(index), status: 'available' }));
  await importFile(chief, 'ndjson', ndjson(...herd));
  const repainted = herd.map((row) => ({ ...row, color: 'golden' }));
  const riders = await Promise.all(Array.from({ length: 5 }, () => person()));
  const bookings = riders.map(async (rider, index) => {
    const rides = [];
    for (let turn = 0; turn < 6; turn += 1) rides.push(await book(rider, place(index * 20 + turn)));
    return rides;
  });
  const [done, ...booked] = await Promise.all([importFile(chief, 'ndjson', ndjson(...repainted)), ...bookings]);

  const onRide = new Map(booked.flat().map((ride) => [ride.unicorn.unicornId, ride]));
  expect(onRide.size).toBe(30);
  const failed = new Set(lines(done).map((line) => repainted[line - 1]?.unicornId));
  expect(done).toMatchObject({ status: 'completed', rows: { read: 120, imported: 120 - failed.size } });
  for (const { unicornId } of herd) {
    const found = await unicorn(unicornId);
    const ride = onRide.get(unicornId);
    expect(found).toMatchObject({
      status: ride ? 'onRide' : 'available',
      color: failed.has(unicornId) ? 'white' : 'golden',
    });
    expect(found.rideId).toBe(ride?.rideId);
    if (failed.has(unicornId)) expect(ride).toBeDefined();
  }
});
