import { describe, expect, it } from 'vitest';
import {
  FunctionThrew,
  namesOf,
  ofQueue,
  ofStream,
  queueActions,
  queueArn,
  role,
  run,
  streamActions,
  until,
} from './harness.ts';

describe('a mapping', () => {
  it.each(streamActions)('of a stream needs %s in the role of its function', async (action) => {
    const others = streamActions.filter((other) => other !== action);
    const { put, setRoles, replace, batches, reports } = await run({ mappings: [ofStream()], roles: [role(others)] });
    await put('1');
    await until(() => expect(reports).toHaveLength(1));
    expect(reports).toMatchObject([{ outcome: 'denied', source: 'app/rides stream', target: 'app/tell' }]);
    expect(reports[0]?.detail).toContain(`perform: ${action} on resource: arn:aws:dynamodb`);
    expect(batches).toEqual([]);
    setRoles([role(streamActions)]);
    await replace([ofStream()]);
    await until(() => expect(batches.map((batch) => namesOf(batch))).toEqual([['1']]));
  });

  it.each(queueActions)('of a queue needs %s in the role of its function', async (action) => {
    const others = [...queueActions.filter((other) => other !== action), 'sqs:SendMessage'];
    const { send, setRoles, replace, batches, reports } = await run({
      mappings: [ofQueue('jobs')],
      roles: [role(others)],
    });
    await send('jobs', 'one');
    await until(() => expect(reports).toMatchObject([{ outcome: 'denied', source: 'app/jobs' }]));
    expect(reports[0]?.detail).toContain(`perform: ${action} on resource: ${queueArn('jobs')}`);
    setRoles([role([...queueActions, 'sqs:SendMessage'])]);
    await replace([ofQueue('jobs')]);
    await until(() => expect(batches).toHaveLength(1));
  });

  it('says once that it is denied, and again when the reason is another, and begins by itself once it is allowed', async () => {
    const { put, setRoles, replace, batches, reports } = await run({ mappings: [ofStream()] });
    await put('1');
    await until(() => expect(batches).toHaveLength(1));
    setRoles([role(['s3:GetObject'])]);
    await put('2');
    await until(() => expect(reports).toHaveLength(2));
    expect(reports[1]?.detail).toMatch(/dynamodb:DescribeStream .*nor dynamodb:GetShardIterator, dynamodb:GetRecords/);
    await put('3');
    for (let again = 0; again < 3; again++) await replace([ofStream()]);
    setRoles([role(['dynamodb:DescribeStream'])]);
    await replace([ofStream()]);
    await until(() => expect(reports).toHaveLength(3));
    setRoles([role()]);
    await until(() => expect(batches.flatMap((batch) => namesOf(batch))).toEqual(['1', '2', '3']));
    expect(reports.filter(({ outcome }) => outcome === 'denied')).toHaveLength(2);
  });

  it('says that its role may not tell the destination, and goes on', async () => {
    const mapping = ofStream({
      MaximumRetryAttempts: 0,
      BatchSize: 1,
      DestinationConfig: { OnFailure: { Destination: queueArn('failures') } },
    });
    const { put, batches, reports } = await run({
      mappings: [mapping],
      roles: [role(streamActions)],
      handler: (records) => {
        if (namesOf(records).includes('1')) throw new FunctionThrew('it broke');
        return null;
      },
    });
    await put('1');
    await put('2');
    await until(() => expect(batches).toHaveLength(2));
    const denied = reports.find(({ outcome }) => outcome === 'denied');
    expect(denied).toMatchObject({ target: 'failures', detail: expect.stringContaining('sqs:SendMessage') });
  });
});
