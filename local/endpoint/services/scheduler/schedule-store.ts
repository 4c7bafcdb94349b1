import { isDeepStrictEqual } from 'node:util';
import type { Part } from '../../../storage.ts';
import type { Environment, JsonObject } from '../../../template/resources.ts';
import { scheduleArn } from './arns.ts';
import type { DeclaredSchedule } from './read-schedules.ts';
import { readSchedule, type Schedule } from './schedule.ts';

/** A schedule as it is kept. Times are milliseconds since 1970. */
export interface ScheduleRecord extends DeclaredSchedule {
  /** What the template said when it was taken over from there; absent where a client made it. */
  readonly fromTemplate?: JsonObject;
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Of the request that made it: the same request again changes nothing. */
  readonly clientToken?: string;
}

/** The schedules of the template and those that clients made, by ARN. */
export class ScheduleStore {
  readonly #part: Part<ScheduleRecord>;
  readonly #environment: Environment;
  readonly #records: Map<string, ScheduleRecord>;

  private constructor(part: Part<ScheduleRecord>, environment: Environment, records: Map<string, ScheduleRecord>) {
    this.#part = part;
    this.#environment = environment;
    this.#records = records;
  }

  static async open(part: Part<ScheduleRecord>, environment: Environment): Promise<ScheduleStore> {
    return new ScheduleStore(part, environment, new Map(await part.iterator().all()));
  }

  /**
   * Follows a template as CloudFormation does: what it changed is changed, what it no longer has goes. What clients made
   * stays, and so does what they changed of a schedule that the template left alone.
   *
   * @param now milliseconds since 1970
   */
  async follow(schedules: readonly DeclaredSchedule[], now: number): Promise<void> {
    const wanted = new Map(schedules.map((schedule) => [this.#arnOf(schedule), schedule]));
    for (const [arn, { fromTemplate }] of [...this.#records]) {
      if (fromTemplate && !wanted.has(arn)) await this.delete(arn);
    }
    for (const [arn, { name, group, declared }] of wanted) {
      const kept = this.#records.get(arn);
      if (kept && isDeepStrictEqual(kept.fromTemplate, declared)) continue;
      await this.put({
        name,
        group,
        declared,
        fromTemplate: declared,
        createdAt: kept?.createdAt ?? now,
        updatedAt: now,
      });
    }
  }

  get(arn: string): ScheduleRecord | undefined {
    return this.#records.get(arn);
  }

  /** All, in the order of their ARNs. */
  records(): [arn: string, record: ScheduleRecord][] {
    return [...this.#records].sort(([one], [other]) => (one < other ? -1 : 1));
  }

  schedules(): Schedule[] {
    return this.records().map(([, { name, group, declared }]) =>
      readSchedule(name, group, declared, this.#environment),
    );
  }

  async put(record: ScheduleRecord): Promise<void> {
    const arn = this.#arnOf(record);
    await this.#part.put(arn, record);
    this.#records.set(arn, record);
  }

  async delete(arn: string): Promise<void> {
    await this.#part.del(arn);
    this.#records.delete(arn);
  }

  #arnOf({ group, name }: DeclaredSchedule): string {
    return scheduleArn(group, name, this.#environment);
  }
}
