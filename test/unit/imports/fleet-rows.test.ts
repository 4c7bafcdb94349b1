import { describe, expect, test } from 'vitest';
import { fleetRows, type Row, Unreadable } from '../../../lambda/fleet-import/fleet-rows.ts';
import type { ImportFormat } from '../../../lambda/schemas/imports.ts';
import { all, csvHeader, row } from './rows.ts';

async function read(content: string | Buffer, format: ImportFormat, chunk = 65_536): Promise<Row[]> {
  return await all(fleetRows(inChunks(Buffer.from(content), chunk), format, { offset: 0, line: 1 }));
}

async function* inChunks(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const csv = (...lines: string[]) => [csvHeader, ...lines].join('\n');
const good = (id: string) => `${id},Comet,white,male,37.5,127,available`;
/** What came of each row: its line, and its id or what is wrong. */
const outcomes = (rows: readonly Row[]) =>
  rows.map((one) => [one.line, one.key === undefined ? one.fault : `ok ${one.key}`]);

describe('rows', () => {
  const files = {
    ndjson: `\ufeff${row('a')}\r\n\n  \n${row('b', { name: 'Ünïcörn 🦄' })}\n{"x":1}\n${row('c')}`,
    csv: `\ufeff${csvHeader}\r\n${good('a')}\r\n\r\nb,"Co,met\r\n","wh""ite",male,1,2,available\n"x\n${good('c')}`,
  } as const;

  test.each(['ndjson', 'csv'] as const)('of %s are the same however the bytes come', async (format) => {
    const whole = await read(files[format], format);
    expect(whole.length).toBeGreaterThan(2);
    for (const size of [1, 2, 3, 7, 64]) expect(await read(files[format], format, size)).toEqual(whole);
  });

  test.each(['ndjson', 'csv'] as const)('of %s can be read on from behind any of them', async (format) => {
    const bytes = Buffer.from(files[format]);
    const whole = await read(bytes, format);
    for (const [index, { next }] of whole.entries()) {
      const rest = fleetRows(inChunks(bytes.subarray(next.offset), 5), format, next);
      expect(await all(rest)).toEqual(whole.slice(index + 1));
    }
  });

  test('are named by their lines, blank ones counted, with or without a last line end', async () => {
    const lines = [row('a'), '', ' \t', '{', row('b'), '', ''];
    expect(outcomes(await read(lines.join('\n'), 'ndjson'))).toEqual([
      [1, 'ok a'],
      [4, 'The JSON ends too early, at column 2: expected member name or "}".'],
      [5, 'ok b'],
    ]);
    expect(outcomes(await read(lines.slice(0, 5).join('\r\n'), 'ndjson'))).toHaveLength(3);
  });

  test('that span lines are named by their first, and lines in quotes count', async () => {
    const file = csv(
      'a,"Comet\n\n",white,male,1,2,available',
      good('b'),
      'c,"x\r\ny",white,male,1,2,available',
      good('d'),
    );
    expect(outcomes(await read(file, 'csv'))).toEqual([
      [2, 'ok a'],
      [5, 'ok b'],
      [6, expect.stringContaining('name must be')],
      [8, 'ok d'],
    ]);
  });

  test('of CSV may have quotes and commas in quotes', async () => {
    const [one] = await read(csv('"a","Co, met","white","male","-1.5","2","resting"'), 'csv');
    expect(one).toMatchObject({
      unicorn: { unicornId: 'a', name: 'Co, met', location: { latitude: -1.5, longitude: 2 }, status: 'resting' },
    });
  });
});

describe('a hostile row', () => {
  test.each([
    ['no UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'is not UTF-8'],
    ['UTF-8 of half a pair', Buffer.from([0xed, 0xa0, 0x80]), 'is not UTF-8'],
    ['a NUL byte', row('a').replace('Comet', 'Com\0et'), 'column'],
    ['a prototype', '{"__proto__":{"unicornId":"a"}}', '/__proto__ is not known'],
    ['a list', '[]', 'the row must be an object'],
    ['nothing', 'null', 'the row must be an object'],
    ['single quotes', "{'unicornId':'a'}", 'double quotes'],
    ['deep nesting', '['.repeat(60_000), 'too early'],
    ['half a pair in a name', row('a', { name: '\ud800' }), '/name'],
    ['markup', row('a', { name: '<b>' }), '/name'],
    [
      'a number as text',
      row('a', { location: { latitude: '1', longitude: 2 } }),
      '/location/latitude must be a number',
    ],
    ['an id that is none', row('a b'), '/unicornId must be'],
    ['a status of ours', row('a', { status: 'onRide' }), '/status must be'],
    ['a member more', row('a', { rideId: 'x' }), '/rideId is not known'],
    ['another mark', `\ufeff${row('a')}`, 'column 1'],
  ])('of NDJSON, %s, is named and the next is read', async (_, bad, detail) => {
    const content = Buffer.concat([
      Buffer.from(`${row('before')}\n`),
      Buffer.from(bad),
      Buffer.from(`\n${row('after')}`),
    ]);
    expect(outcomes(await read(content, 'ndjson'))).toEqual([
      [1, 'ok before'],
      [2, expect.stringContaining(detail)],
      [3, 'ok after'],
    ]);
  });

  test.each([
    ['a formula as a name', 'a,"=HYPERLINK(""http://x"")",w,male,1,2,available', 'name must be'],
    ['a formula as a number', 'a,Comet,w,male,=1+1,2,available', 'latitude must be a number'],
    ['a hexadecimal number', 'a,Comet,w,male,0x10,2,available', 'latitude must be a number'],
    ['an exponent', 'a,Comet,w,male,1e1,2,available', 'latitude must be a number'],
    ['a space before a number', 'a,Comet,w,male, 1,2,available', 'latitude must be a number'],
    ['no number', 'a,Comet,w,male,,2,available', 'latitude must be a number'],
    ['infinity', 'a,Comet,w,male,1,Infinity,available', 'longitude must be a number'],
    ['a latitude beyond the pole', 'a,Comet,w,male,90.1,2,available', 'latitude must be at most 90'],
    ['a field more', `${good('a')},`, 'has 8 fields; the header has 7'],
    ['a field less', 'a,b', 'has 2 fields; the header has 7'],
    ['a quote in a bare field', 'a,Co"met,w,male,1,2,available', 'quote'],
    ['text behind a quote', 'a,"Co"met,w,male,1,2,available', 'quote'],
    ['a NUL byte in quotes', '"a\0","b\0",c,d,e,f,g', 'unicornId must be'],
    ['a carriage return', 'a,Co\rmet,w,male,1,2,available', 'name must be'],
    ['a prototype', '__proto__,constructor,w,male,1,2', 'has 6 fields'],
  ])('of CSV, %s, is named and the next is read', async (_, bad, detail) => {
    expect(outcomes(await read(csv(good('before'), bad, good('after')), 'csv'))).toEqual([
      [2, 'ok before'],
      [3, expect.stringContaining(detail)],
      [4, 'ok after'],
    ]);
  });

  test('with a quote that is never closed reaches to the end of the file, and is named by its first line', async () => {
    const file = csv(good('a'), 'b,"Comet,white,male,1,2,available', good('c'), good('d'));
    expect(outcomes(await read(file, 'csv'))).toEqual([
      [2, 'ok a'],
      [3, expect.stringContaining('not closed')],
    ]);
  });

  test.each(['ndjson', 'csv'] as const)('of 30 MB in %s is skipped without being held', async (format) => {
    const mebibyte = Buffer.alloc(1_048_576, 'x');
    async function* file(): AsyncGenerator<Buffer> {
      yield Buffer.from(format === 'csv' ? `${csvHeader}\n"` : '"');
      for (let count = 0; count < 30; count += 1) yield mebibyte;
      yield Buffer.from(format === 'csv' ? `"\n${good('after')}` : `"\n${row('after')}`);
    }
    const before = process.memoryUsage().arrayBuffers;
    const found = outcomes(await all(fleetRows(file(), format, { offset: 0, line: 1 })));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(5 * 1_048_576);
    const first = format === 'csv' ? 2 : 1;
    expect(found).toEqual([
      [first, 'is longer than 65536 bytes'],
      [first + 1, 'ok after'],
    ]);
  });

  test('with a name of 60 KB is told in few words', async () => {
    const [one] = await read(JSON.stringify({ [`${'🦄'.repeat(15_000)}\ud83e`]: 1 }), 'ndjson');
    const fault = one?.key === undefined ? (one?.fault ?? '') : '';
    expect(fault.length).toBeLessThan(250);
    expect(fault.isWellFormed()).toBe(true);
  });
});

describe('a file', () => {
  test.each([
    'unicornid,name,color,gender,latitude,longitude,status',
    'name,unicornId,color,gender,latitude,longitude,status',
    `${csvHeader},more`,
    `${csvHeader},`,
    csvHeader.replace(',status', ''),
    csvHeader.replace('status', 'name'),
    csvHeader.replaceAll(',', ';'),
    csvHeader.replaceAll(',', ', '),
    `"${csvHeader.replaceAll(',', '","')}"`,
    `\n${csvHeader}`,
    `\ufeff\ufeff${csvHeader}`,
    '\n',
    '',
  ])('of CSV with the header %j is none', async (header) => {
    await expect(read(`${header}\n${good('a')}`, 'csv')).rejects.toThrow(Unreadable);
  });

  test.each(['ndjson', 'csv'] as const)('that is compressed is no %s', async (format) => {
    const gzip = Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0x0a, 0x00]);
    await expect(read(gzip, format)).rejects.toThrow('gzip');
    await expect(read(gzip, format, 1)).rejects.toThrow('gzip');
  });
});
