import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { describe, expect, it } from 'vitest';
import { createFaults } from '../../../local/endpoint/faults.ts';
import { startTestEndpoint } from './harness.ts';
import { inline, roleArn, roleResource } from './resources.ts';

const put = (key: string) => new PutItemCommand({ TableName: 'rides', Item: { pk: { S: key } } });
const everything = inline({ Effect: 'Allow', Action: '*', Resource: '*' });

describe('faults', () => {
  it('come at the rate that is set, each kind alike, in the order of the seed', () => {
    const faults = createFaults(0.3, 42);
    const drawn = Array.from({ length: 20_000 }, () => faults.next());
    const count = (kind: string | undefined) => drawn.filter((fault) => fault === kind).length;
    for (const kind of ['throttled', 'internal error', 'cut before the effect', 'cut after the effect']) {
      expect(count(kind)).toBeGreaterThan(1350);
      expect(count(kind)).toBeLessThan(1650);
    }
    const again = createFaults(0.3, 42);
    expect(Array.from({ length: 20_000 }, () => again.next())).toEqual(drawn);
    const other = createFaults(0.3, 43);
    expect(Array.from({ length: 20_000 }, () => other.next())).not.toEqual(drawn);
  });

  it('never come at 0 and always at 1', () => {
    const none = createFaults(0, 1);
    const all = createFaults(1, 1);
    for (let call = 0; call < 1000; call++) {
      expect(none.next()).toBeUndefined();
      expect(all.next()).toBeDefined();
    }
  });

  it.each([-0.1, 1.1, Number.NaN, Number.POSITIVE_INFINITY])('cannot have the rate %d', (rate) => {
    expect(() => createFaults(rate)).toThrow(RangeError);
    expect(() => createFaults(0).setRate(rate)).toThrow(RangeError);
  });

  it('reach functions as throttles, failures and cut connections, with the effect or without', async () => {
    const { client, identities, reports, ran } = await startTestEndpoint([roleResource(everything)], 1);
    const dynamodb = client(identities.issue({ roleArn, sessionName: 's' }));
    const errors: string[] = [];
    for (let call = 0; call < 60; call++) {
      errors.push(
        await dynamodb.send(put(String(call))).then(
          () => 'none',
          (error: { name: string }) => error.name,
        ),
      );
    }
    const names = {
      throttled: ['ProvisionedThroughputExceededException', 'ThrottlingException'],
      'internal error': ['InternalServerError'],
      'cut before the effect': ['Error', 'TimeoutError', 'ECONNRESET'],
      'cut after the effect': ['Error', 'TimeoutError', 'ECONNRESET'],
    };
    const statuses = new Map<string, number>([
      ['throttled', 400],
      ['internal error', 500],
    ]);
    const seen = new Set<string>();
    reports.forEach(({ outcome, fault, status, units }, call) => {
      expect(outcome).toBe('fault');
      if (!fault) return;
      seen.add(fault);
      expect(names[fault]).toContain(errors[call]);
      expect(status).toBe(statuses.get(fault));
      const effect = fault === 'cut after the effect';
      expect(ran.includes(`PutItem ${call}`)).toBe(effect);
      expect(units).toEqual(effect ? { write: 1 } : undefined);
    });
    expect([...seen].sort()).toEqual(Object.keys(names).sort());
    expect(errors).toEqual(expect.arrayContaining(names.throttled));
  });

  it('lose the errors of the service too', async () => {
    const { client, identities, ran } = await startTestEndpoint([roleResource(everything)], 1);
    const dynamodb = client(identities.issue({ roleArn, sessionName: 's' }));
    while (ran.length < 3) {
      await expect(dynamodb.send(put('conflict'))).rejects.not.toMatchObject({
        name: 'ConditionalCheckFailedException',
      });
    }
  });

  it('are what SDKs retry', async () => {
    const { client, identities } = await startTestEndpoint([roleResource(everything)], 0.5, 7);
    const dynamodb = client(identities.issue({ roleArn, sessionName: 's' }), {
      maxAttempts: 20,
      retryMode: 'standard',
    });
    await Promise.all(Array.from({ length: 10 }, (_, call) => dynamodb.send(put(String(call)))));
  });

  it('spare the root, so that tests can look at the truth', async () => {
    const { client, identities, reports } = await startTestEndpoint([], 1);
    await client(identities.root).send(put('a'));
    expect(reports).toMatchObject([{ outcome: 'allowed' }]);
  });

  it('leave a denied call denied', async () => {
    const { client, identities, reports } = await startTestEndpoint([roleResource({})], 1);
    await expect(client(identities.issue({ roleArn, sessionName: 's' })).send(put('a'))).rejects.toThrow(
      'not authorized',
    );
    expect(reports).toMatchObject([{ outcome: 'denied' }]);
  });
});

describe('POST /_local/faults', () => {
  const json = { 'content-type': 'application/json' };

  it('changes the rate while the endpoint runs', async () => {
    const { url, client, identities, reports } = await startTestEndpoint([roleResource(everything)]);
    const dynamodb = client(identities.issue({ roleArn, sessionName: 's' }));
    const setRate = (rate: number) =>
      fetch(`${url}/_local/faults`, { method: 'POST', headers: json, body: JSON.stringify({ rate }) });
    const answer = await setRate(1);
    expect([answer.status, await answer.json()]).toEqual([200, { rate: 1 }]);
    await expect(dynamodb.send(put('a'))).rejects.toThrow();
    await setRate(0);
    await dynamodb.send(put('b'));
    expect(reports.map(({ outcome }) => outcome)).toEqual(['fault', 'allowed']);
  });

  it.each([
    ['GET', json, undefined, 405],
    ['POST', { 'content-type': 'text/plain' }, '{"rate":1}', 415],
    ['POST', json, '{"rate":2}', 400],
    ['POST', json, '{"rate":"1"}', 400],
    ['POST', json, '{"rate":null}', 400],
    ['POST', json, '{}', 400],
    ['POST', json, '[]', 400],
    ['POST', json, 'null', 400],
    ['POST', json, '{', 400],
    ['POST', json, '', 400],
  ])('answers %s %j %s with %d and changes nothing', async (method, headers, body, status) => {
    const { url, faults } = await startTestEndpoint([]);
    const answer = await fetch(`${url}/_local/faults`, { method, headers, ...(body !== undefined && { body }) });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toEqual({ message: expect.any(String) });
    expect(faults.rate()).toBe(0);
  });
});
