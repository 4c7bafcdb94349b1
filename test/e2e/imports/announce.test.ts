import { describe, expect, test } from 'vitest';
import { operator, person, unique } from '../support/people.ts';
import { expectProblem } from '../support/problems.ts';
import { type AnnouncedImport, announce, ending, fleetRow, look, ndjson, put } from './support.ts';

const chief = await operator();
const nothing = { read: 0, imported: 0, failed: 0 };

describe.concurrent('POST /fleet/imports', () => {
  test('says where the file goes, and the import waits for it', async () => {
    const before = Date.now();
    const answer = await chief.post('/fleet/imports', { format: 'csv', size: 268_435_456 });
    expect(answer.status).toBe(201);
    const { importId, upload, ...rest } = answer.json<AnnouncedImport>();
    expect(importId).toMatch(/^[\w-]{1,64}$/);
    expect(answer.headers.location).toBe(`/fleet/imports/${importId}`);
    expect(rest).toEqual({ status: 'awaitingUpload', createdAt: expect.stringMatching(/^\d{4}-.*\.\d{3}Z$/) });
    expect(upload).toMatchObject({ method: 'PUT', headers: { 'content-length': '268435456' } });
    expect(Date.parse(upload.expiresAt) - before).toBeGreaterThan(14 * 60_000);
    expect(Date.parse(upload.expiresAt) - before).toBeLessThanOrEqual(15 * 60_000 + 5_000);
    expect(await look(chief, importId)).toEqual({
      ...{ importId, format: 'csv', status: 'awaitingUpload', rows: nothing, failures: [] },
      createdAt: rest.createdAt,
    });
  });

  test('is for operators, and so is looking', async () => {
    const rider = await person();
    const { importId } = await announce(chief, 'csv', 1);
    expectProblem(await rider.post('/fleet/imports', { format: 'csv', size: 1 }), 403, 'forbidden');
    expectProblem(await rider.get(`/fleet/imports/${importId}`), 403, 'forbidden');
  });

  test.each([
    [{ format: 'csv' }, '/size'],
    [{ size: 1 }, '/format'],
    [{ format: 'json', size: 1 }, '/format'],
    [{ format: null, size: 1 }, '/format'],
    [{ format: 'csv', size: 0 }, '/size'],
    [{ format: 'csv', size: 268_435_457 }, '/size'],
    [{ format: 'csv', size: 1.5 }, '/size'],
    [{ format: 'csv', size: '1' }, '/size'],
    [{ format: 'csv', size: 1, name: 'x' }, '/name'],
    [[], ''],
  ])('refuses %j', async (body, pointer) => {
    expectProblem(await chief.post('/fleet/imports', body), 400, 'invalid-request', { pointer });
  });

  test.each(['', 'a b', 'ä', 'x'.repeat(65)])('refuses the key %j', async (key) => {
    const answer = await chief.post('/fleet/imports', { format: 'csv', size: 1 }, { 'idempotency-key': key });
    expectProblem(answer, 400, 'invalid-request', { header: 'Idempotency-Key' });
  });

  test('with a key gives a retry the same answer, and another body none', async () => {
    const key = { 'idempotency-key': unique() };
    const body = { format: 'csv', size: 7 };
    const first = await chief.post('/fleet/imports', body, key);
    const again = await chief.post('/fleet/imports', { size: 7, format: 'csv' }, key);
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.text).toBe(first.text);
    expect(again.headers.location).toBe(first.headers.location);
    expect([first.headers['idempotent-replayed'], again.headers['idempotent-replayed']]).toEqual([undefined, 'true']);
    const other = await chief.post('/fleet/imports', { ...body, size: 8 }, key);
    expectProblem(other, 422, 'idempotency-key-reused');
    const stranger = await (await operator()).post('/fleet/imports', body, key);
    expect(stranger.json<AnnouncedImport>().importId).not.toBe(first.json<AnnouncedImport>().importId);
  });

  test('with one key, sent many times at once, announces one import', async () => {
    const key = { 'idempotency-key': unique() };
    const requests = Array.from({ length: 8 }, () => chief.post('/fleet/imports', { format: 'csv', size: 7 }, key));
    const answers = await Promise.all(requests);
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === undefined)).toHaveLength(1);
  });
});

describe.concurrent('GET /fleet/imports/{importId}', () => {
  test.each(['x', '00000000-0000-4000-8000-000000000000', 'uploads%2Fx', '%00', 'a'.repeat(500), '..'])(
    'knows no import %s',
    async (importId) => {
      const answer = await chief.get(`/fleet/imports/${importId}`);
      if (answer.headers['content-type'] === 'application/problem+json') expectProblem(answer, 404, 'not-found');
      else expect(answer.status).toBe(404);
    },
  );
});

describe.concurrent('The upload', () => {
  test('takes exactly the bytes that were announced, and once', async () => {
    const content = ndjson(fleetRow());
    const announced = await announce(chief, 'ndjson', content.length);
    for (const wrong of [content.slice(1), `${content} `, '']) expect((await put(announced, wrong)).status).toBe(403);
    expect(await look(chief, announced.importId)).toMatchObject({ status: 'awaitingUpload', rows: nothing });

    expect((await put(announced, content)).status).toBe(200);
    const done = await ending(chief, announced.importId);
    expect(done).toMatchObject({ status: 'completed', rows: { read: 1, imported: 1, failed: 0 } });

    const other = ndjson(fleetRow({ name: 'Nomad' }));
    expect(other).toHaveLength(content.length);
    expect((await put(announced, other)).status).toBe(412);
    expect(await look(chief, announced.importId)).toEqual(done);
  });

  test('takes no other type, no replacing and no other place', async () => {
    const announced = await announce(chief, 'csv', 3);
    const { upload } = announced;
    const { 'content-length': _, 'if-none-match': __, ...others } = upload.headers;
    const without = await fetch(upload.url, { method: 'PUT', headers: others, body: 'abc' });
    expect(without.status).toBe(403);
    expect((await put(announced, 'abc', { 'content-type': 'text/html' })).status).toBe(403);
    const elsewhere = { ...announced, upload: { ...upload, url: upload.url.replace('/uploads/', '/reports/') } };
    expect((await put(elsewhere, 'abc')).status).toBe(403);
    expect((await fetch(upload.url)).status).toBe(403);
  });
});
