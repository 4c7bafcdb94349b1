import { describe, expect, test } from 'vitest';
import { anyone, newUnicornId, person, unique } from '../support/people.ts';
import { eventually, expectProblem } from '../support/problems.ts';
import type { Location } from '../support/shapes.ts';
import { find, fleetOperator, idsOf, metresNorth, placesOn, putUnicorn, stationed } from './support.ts';

const newPlace = placesOn(-50);

const isOneOf =
  (ids: readonly string[]) =>
  ({ unicornId }: { readonly unicornId: string }) =>
    ids.includes(unicornId);

/** The nearest of these unicorns: where a place is the only one of its kind, others' may stand there too. */
const ownFrom = async (from: Location, ids: readonly string[]) =>
  idsOf((await find(rider, from, 20)).filter(isOneOf(ids)));
const operator = await fleetOperator();
const rider = await person();

describe.concurrent('GET /unicorns?near=', () => {
  test('gives each unicorn whole, with its distance in metres and its time of arrival at 15 m/s', async () => {
    const place = await newPlace();
    const [unicorn] = await stationed(operator, [metresNorth(place, 1234.4)], { name: 'Shadowfax', color: 'white' });
    expect(await find(rider, place)).toEqual([{ ...unicorn, distance: 1234, eta: 83 }]);
  });

  test('rounds an arrival up, from the rounded distance', async () => {
    const place = await newPlace();
    await stationed(operator, [place, metresNorth(place, 15.4), metresNorth(place, 15.6)]);
    expect((await find(rider, place)).map(({ distance, eta }) => [distance, eta])).toEqual([
      [0, 0],
      [15, 1],
      [16, 2],
    ]);
  });

  test('gives the nearest first, 5 of them unless told, 20 at most', async () => {
    const place = await newPlace();
    const metres = Array.from({ length: 22 }, (_, number) => (22 - number) * 700);
    const nearestFirst = idsOf(
      await stationed(
        operator,
        metres.map((distance) => metresNorth(place, distance)),
      ),
    ).reverse();
    expect(idsOf(await find(rider, place))).toEqual(nearestFirst.slice(0, 5));
    expect(idsOf(await find(rider, place, 1))).toEqual(nearestFirst.slice(0, 1));
    expect(idsOf(await find(rider, place, 20))).toEqual(nearestFirst.slice(0, 20));
  });

  test('reaches 50,000 m, by the distance that is not rounded', async () => {
    const place = await newPlace();
    const within = [49_999, -49_999.6].map((metres) => metresNorth(place, metres));
    const beyond = [-50_000.4, 50_001].map((metres) => metresNorth(place, metres));
    const found = idsOf((await stationed(operator, [...within, ...beyond])).slice(0, 2));
    expect((await find(rider, place, 20)).map(({ unicornId, distance }) => [unicornId, distance])).toEqual([
      [found[0], 49_999],
      [found[1], 50_000],
    ]);
  });

  test('orders by the distance that is not rounded', async () => {
    const place = await newPlace();
    const stem = unique();
    const ids = ['c', 'b', 'a'].map((end) => newUnicornId(`${stem}${end}`));
    for (const [number, unicornId] of ids.entries()) {
      await stationed(operator, [metresNorth(place, 100.1 + number * 0.1)], { unicornId });
    }
    expect((await find(rider, place)).map(({ unicornId, distance }) => [unicornId, distance])).toEqual(
      ids.map((unicornId) => [unicornId, 100]),
    );
  });

  test('orders those on the same coordinates by their ids, in code-unit order', async () => {
    const place = await newPlace();
    const spot = metresNorth(place, 2000);
    const stem = unique();
    const inOrder = ['-z', '0', '10', '9', 'A', 'B', 'Z', '_', 'a', 'aB', 'aa', 'b'];
    const ids = inOrder.map((end) => newUnicornId(`${stem}${end}`));
    await Promise.all(ids.map((unicornId) => stationed(operator, [spot], { unicornId })));
    expect(idsOf(await find(rider, place, 20))).toEqual(ids);
    expect(idsOf(await find(rider, place, 3))).toEqual(ids.slice(0, 3));
    expect(idsOf(await find(rider, spot, 11))).toEqual(ids.slice(0, 11));
  });

  test('finds only the available', async () => {
    const place = await newPlace();
    const [leaving, staying] = await stationed(operator, [place, place]);
    await putUnicorn(operator, leaving?.unicornId ?? '', { location: place, status: 'resting' });
    await eventually(async () => expect(idsOf(await find(rider, place))).toEqual(idsOf(staying ? [staying] : [])));
  });

  test('finds a unicorn where it is now, not where it was', async () => {
    const [here, there] = [await newPlace(), await newPlace()];
    const [unicorn] = await stationed(operator, [here]);
    await stationed(operator, [there], { unicornId: unicorn?.unicornId ?? '' });
    expect(idsOf(await find(rider, there))).toEqual([unicorn?.unicornId]);
    await eventually(async () => expect(await find(rider, here)).toEqual([]));
  });

  test('gives an empty list where there is none', async () => {
    expect(await find(rider, await newPlace())).toEqual([]);
  });

  test('looks across the antimeridian, which has two names', async () => {
    const at = (longitude: number, latitude = -49.9): Location => ({ latitude, longitude });
    const stem = unique();
    const ids = ['a', 'b', 'c', 'd', 'e'].map((end) => newUnicornId(`${stem}${end}`));
    const longitudes = [180, -180, 179.8, -179.7, 179.6];
    await Promise.all(
      longitudes.map((longitude, number) => stationed(operator, [at(longitude)], { unicornId: ids[number] ?? '' })),
    );
    expect(await ownFrom(at(180), ids)).toEqual(ids);
    expect(await ownFrom(at(-180), ids)).toEqual(ids);
    expect(
      (await find(rider, at(-179.9), 20))
        .filter(isOneOf(ids))
        .slice(0, 3)
        .map(({ unicornId, location }) => [unicornId, location]),
    ).toEqual([
      [ids[0], at(180)],
      [ids[1], at(-180)],
      [ids[3], at(-179.7)],
    ]);
    expect((await ownFrom(at(179.75), ids))[0]).toBe(ids[2]);
  });

  test.each([90, -90])('looks across the pole at latitude %d, where all longitudes meet', async (pole) => {
    const inwards = (degrees: number) => pole - Math.sign(pole) * degrees;
    const at = (degrees: number, longitude: number): Location => ({ latitude: inwards(degrees), longitude });
    const stem = unique();
    const ids = ['a', 'b', 'c', 'd', 'e'].map((end) => newUnicornId(`${stem}${end}`));
    const locations = [at(0, 0), at(0, -135), at(0.1, 45), at(0.22, -135), at(0.4, 170)];
    await Promise.all(
      locations.map((location, number) => stationed(operator, [location], { unicornId: ids[number] ?? '' })),
    );
    expect(await ownFrom(at(0, 77), ids)).toEqual(ids);
    const [a, b, c, d, e] = ids;
    expect(await ownFrom(at(0.15, -135), ids)).toEqual([d, a, b, c, e]);
    expect((await ownFrom(at(0.15, 45), ids)).slice(0, 2)).toEqual([c, a]);
  });

  test.each([
    ['', 'near'],
    ['near=', 'near'],
    ['near=-50', 'near'],
    ['near=-50,1,2', 'near'],
    ['near=-50,', 'near'],
    ['near=,1', 'near'],
    ['near=a,b', 'near'],
    ['near=-90.001,1', 'near'],
    ['near=90.1,1', 'near'],
    ['near=-50,180.001', 'near'],
    ['near=-50,-181', 'near'],
    ['near=-5e1,1', 'near'],
    ['near=%2B50,1', 'near'],
    ['near=-50,%201', 'near'],
    ['near=0x10,1', 'near'],
    ['near=.5,1', 'near'],
    ['near=5.,1', 'near'],
    ['near=NaN,1', 'near'],
    ['near=Infinity,1', 'near'],
    ['near=%D9%A1,1', 'near'],
    ['near=-50,1;-50,1', 'near'],
    ['near=-50,1&near=-50,1', 'near'],
    ['near=-50,1&limit=0', 'limit'],
    ['near=-50,1&limit=21', 'limit'],
    ['near=-50,1&limit=-1', 'limit'],
    ['near=-50,1&limit=1.0', 'limit'],
    ['near=-50,1&limit=1e1', 'limit'],
    ['near=-50,1&limit=%2B1', 'limit'],
    ['near=-50,1&limit=ten', 'limit'],
    ['near=-50,1&limit=', 'limit'],
    ['near=-50,1&limit=99999999999999999999', 'limit'],
    ['near=-50,1&cursor=abc', 'cursor'],
    ['near=-50,1&__proto__=1', '__proto__'],
    ['near=-50,1&Near=-50,1', 'Near'],
  ])('refuses "%s", naming the parameter', async (query, parameter) => {
    expectProblem(await rider.get(`/unicorns?${query}`), 400, 'invalid-request', { parameter });
  });

  test('names every fault of a request', async () => {
    const answer = await rider.get('/unicorns?limit=0&far=1');
    expectProblem(answer, 400, 'invalid-request', { parameter: 'near' }, { parameter: 'limit' }, { parameter: 'far' });
  });

  test('is for the signed in', async () => {
    const answer = await anyone.get('/unicorns?near=-50,1');
    expect([answer.status, answer.json()]).toEqual([401, { message: 'Unauthorized' }]);
    expect((await rider.byAccessToken.get('/unicorns?near=-50,1')).status).toBe(200);
  });
});
