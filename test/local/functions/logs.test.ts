import { describe, expect, test } from 'vitest';
import { LineSplitter } from '../../../local/functions/log-lines.ts';
import { functionOf, hostOf } from './support.ts';

async function linesOf(body: string, properties = {}) {
  const { host, lines } = hostOf([functionOf(`exports.handler = async (event) => { ${body} };`, properties)]);
  const { requestId } = await host.invoke('Shop-Greeter', {}, { requestId: 'request-1' });
  expect(requestId).toBe('request-1');
  return lines;
}

const text = (lines: { line: string }[]) => lines.map(({ line }) => line);
const stamp = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z';

describe('the console writes', () => {
  test('time, request, level and message between tabs', async () => {
    const lines = await linesOf(
      `console.log('ride %d', 7, { a: 1 }); console.warn('slow'); console.error('no'); console.debug('x')`,
    );
    expect(text(lines)).toEqual([
      expect.stringMatching(`^${stamp}\trequest-1\tINFO\tride 7 { a: 1 }$`),
      expect.stringMatching(`^${stamp}\trequest-1\tWARN\tslow$`),
      expect.stringMatching(`^${stamp}\trequest-1\tERROR\tno$`),
      expect.stringMatching(`^${stamp}\trequest-1\tDEBUG\tx$`),
    ]);
    expect(lines[0]).toMatchObject({
      functionName: 'Shop-Greeter',
      label: 'Shop/Shop-Greeter',
      stream: 'stdout',
      requestId: 'request-1',
    });
  });

  test('JSON objects from the chosen level on, where the function says so', async () => {
    const logs = { group: '/shop', format: 'JSON', level: 'WARN' } as const;
    const body = `console.info('no'); console.warn({ ride: 7 }); console.error('failed', new TypeError('why'));
      const cycle = {}; cycle.self = cycle; console.error(cycle);`;
    const lines = await linesOf(body, { logs });
    expect(text(lines).map((line) => JSON.parse(line))).toEqual([
      { timestamp: expect.stringMatching(stamp), level: 'WARN', requestId: 'request-1', message: { ride: 7 } },
      {
        timestamp: expect.stringMatching(stamp),
        level: 'ERROR',
        requestId: 'request-1',
        message: expect.stringMatching(/^failed TypeError: why/),
        errorType: 'TypeError',
        errorMessage: 'why',
        stackTrace: expect.arrayContaining(['TypeError: why']),
      },
      {
        timestamp: expect.stringMatching(stamp),
        level: 'ERROR',
        requestId: 'request-1',
        message: expect.stringContaining('Circular'),
      },
    ]);
  });
});

describe('what a function writes itself', () => {
  test('passes as it is, each line with its request', async () => {
    const metric = JSON.stringify({ _aws: { Timestamp: 1 }, Ride: 1 });
    const lines = await linesOf(`process.stdout.write('${metric}\\nno end'); process.stderr.write('oops\\n');`);
    expect(text(lines.filter(({ stream }) => stream === 'stdout'))).toEqual([metric, 'no end']);
    expect(text(lines.filter(({ stream }) => stream === 'stderr'))).toEqual(['oops']);
    expect(lines.map(({ requestId }) => requestId)).toEqual(['request-1', 'request-1', 'request-1']);
  });

  test('is there before the answer, however much it is, and never under the next request', async () => {
    const body = `for (let i = 0; i < 2000; i += 1) console.log(event.name, i, 'x'.repeat(100));`;
    const { host, lines } = hostOf([functionOf(`exports.handler = async (event) => { ${body} };`)]);
    for (const name of ['one', 'two', 'three']) {
      lines.length = 0;
      await host.invoke('Shop-Greeter', { name }, { requestId: name });
      expect(lines).toHaveLength(2_000);
      expect(lines.every(({ line, requestId }) => requestId === name && line.includes(`\t${name} `))).toBe(true);
    }
  });

  test('is there before a crash is answered', async () => {
    const lines = await linesOf(`console.log('last words'); process.abort();`);
    expect(text(lines)[0]).toMatch(/last words$/);
    expect(text(lines).at(-1)).toMatch(/^Runtime.ExitError .*signal: aborted$/);
  });

  test('while its modules load has no request', async () => {
    const { host, lines } = hostOf([functionOf(`console.log('loading'); exports.handler = async () => 1;`)]);
    await host.invoke('Shop-Greeter', {});
    expect(lines).toEqual([expect.not.objectContaining({ requestId: expect.anything() })]);
    expect(lines[0]?.line).toMatch(/\t-\tINFO\tloading$/);
  });
});

describe('lines', () => {
  function split(...chunks: Buffer[]) {
    const lines: string[] = [];
    const splitter = new LineSplitter((line) => lines.push(line));
    for (const chunk of chunks) splitter.write(chunk);
    splitter.end();
    return lines;
  }

  test('end where they end, in whatever pieces they come', () => {
    const bytes = Buffer.from('größe\r\n\n🦄 zwei\nrest');
    for (let cut = 0; cut <= bytes.length; cut += 1) {
      expect(split(bytes.subarray(0, cut), bytes.subarray(cut))).toEqual(['größe', '', '🦄 zwei', 'rest']);
    }
  });

  test('of any length come in pieces of at most 256 KB', () => {
    const long = 'x'.repeat(1_000_000);
    const whole = split(Buffer.from(`${long}\nnext\n`));
    const pieces = split(...Array.from({ length: 100 }, () => Buffer.alloc(10_000, 'x')), Buffer.from('\nnext\n'));
    for (const lines of [whole, pieces]) {
      expect(Math.max(...lines.map(({ length }) => length))).toBe(262_144);
      expect(lines.slice(0, -1).join('')).toBe(long);
      expect(lines.at(-1)).toBe('next');
    }
  });
});
