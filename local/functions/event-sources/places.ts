import type { Part } from '../../storage.ts';
import type { StreamMapping } from './mapping.ts';

/** Up to where one lane of a mapping is done. */
export interface KeptPlace {
  /** With another source or starting position the mapping is another one, as CloudFormation replaces it then. */
  readonly sourceArn: string;
  readonly startingPosition: string;
  /** All records up to this sequence number are done, or were none of the lane's. */
  readonly sequenceNumber: string;
}

/** Up to where each mapping is done with its stream, kept over restarts. */
export class Places {
  readonly #part: Part<KeptPlace>;

  constructor(part: Part<KeptPlace>) {
    this.#part = part;
  }

  /**
   * The places of a mapping's lanes. A mapping that was there before goes on where it was; where it has another number of
   * lanes now, all go on at the last place of them (some records are repeated then, and none left out).
   *
   * @param beginning where a new mapping begins
   */
  async open(
    { id, sourceArn, startingPosition, parallelization }: StreamMapping,
    beginning: string,
  ): Promise<string[]> {
    const kept = await this.#part.iterator(lanesOf(id)).all();
    const known = kept.filter(
      ([, place]) => place.sourceArn === sourceArn && place.startingPosition === startingPosition,
    );
    const numbers = known.map(([, { sequenceNumber }]) => sequenceNumber);
    if (known.length === kept.length && known.length === parallelization) return numbers;
    const sequenceNumber = numbers.toSorted()[0] ?? beginning;
    const puts = Array.from({ length: parallelization }, (_, lane) => ({
      type: 'put' as const,
      key: keyOf(id, lane),
      value: { sourceArn, startingPosition, sequenceNumber },
    }));
    await this.#part.batch([...kept.map(([key]) => ({ type: 'del' as const, key })), ...puts]);
    return puts.map(({ value }) => value.sequenceNumber);
  }

  /** Moves a lane on, for sure. */
  async move({ id, sourceArn, startingPosition }: StreamMapping, lane: number, sequenceNumber: string): Promise<void> {
    await this.#part.put(keyOf(id, lane), { sourceArn, startingPosition, sequenceNumber });
  }

  /** Forgets a mapping that is gone: one with its name would begin anew, as on AWS. */
  async forget(id: string): Promise<void> {
    await this.#part.clear(lanesOf(id));
  }

  /** The ids of all mappings that have a place. */
  async ids(): Promise<Set<string>> {
    const keys = await this.#part.keys().all();
    return new Set(keys.map((key) => key.slice(0, key.indexOf('/'))));
  }
}

const keyOf = (id: string, lane: number): string => `${id}/${lane}`;
const lanesOf = (id: string) => ({ gt: `${id}/`, lt: `${id}0` });
