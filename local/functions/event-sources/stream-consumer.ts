import { actorOf, type StreamMapping } from './mapping.ts';
import { Permissions } from './permissions.ts';
import { StreamLane } from './stream-lane.ts';
import type { Consumer, Surroundings } from './surroundings.ts';

/**
 * What Lambda does with a stream. ListStreams is in AWS's managed policy, but reading one stream takes only these.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-eventsourcemapping.html
 */
const actions = ['dynamodb:DescribeStream', 'dynamodb:GetShardIterator', 'dynamodb:GetRecords'];

/** Brings the records of a stream to a mapping's function. */
export function streamConsumer(mapping: StreamMapping, around: Surroundings): Consumer {
  const { sourceArn, sourceLabel, functionLabel: target } = mapping;
  const needed = { actions, resource: sourceArn };
  const permissions = new Permissions(around.access, actorOf(mapping), needed, (detail) => {
    around.onEvent({ source: `${sourceLabel} stream`, target, what: 'event source', outcome: 'denied', detail });
  });
  // What is written from now on is new, even before the consumer starts.
  const beginning = mapping.startingPosition === 'LATEST' ? around.streams.latest(sourceArn) : '';
  let lanes: StreamLane[] = [];
  return {
    open: async () => {
      const places = await around.places.open(mapping, beginning);
      lanes = places.map((place, lane) => new StreamLane(mapping, lane, place, permissions, around));
    },
    start: () => {
      for (const { loop } of lanes) loop.start();
    },
    wake: () => {
      for (const { loop } of lanes) loop.wake();
    },
    stop: async () => {
      await Promise.all(lanes.map(({ loop }) => loop.stop()));
    },
  };
}
