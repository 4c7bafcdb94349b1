import { randomUUID } from 'node:crypto';
import type { Part } from '../../../storage.ts';
import { invalidParameter, subscriptionNotFound, tooManyFilterPolicies } from './errors.ts';
import type { Subscription } from './subscription.ts';
import { type AttributeName, readSettings, type SubscriptionAttributes } from './subscription-attributes.ts';
import type { Topic } from './topic.ts';

/** A subscription as it is kept: its settings follow from its attributes. */
export type KeptSubscription = Omit<Subscription, 'settings'>;

/** SNS takes no more filter policies on one topic. */
const maximumFilterPolicies = 200;

/**
 * All subscriptions: those of the template, and those that were made by a call, which are kept with the data. What calls
 * change in the template's subscriptions holds until the template is read again, as the template says what they are.
 */
export class Subscriptions {
  readonly #part: Part<KeptSubscription>;
  readonly #made = new Map<string, Subscription>();
  #ofTemplate = new Map<string, Subscription>();
  #topics = new Map<string, Topic>();

  private constructor(part: Part<KeptSubscription>) {
    this.#part = part;
  }

  static async open(part: Part<KeptSubscription>, topics: readonly Topic[]): Promise<Subscriptions> {
    const subscriptions = new Subscriptions(part);
    for await (const kept of part.values()) {
      subscriptions.#made.set(kept.arn, { ...kept, settings: readSettings(kept, kept.attributes, 'Subscribe') });
    }
    subscriptions.replace(topics);
    return subscriptions;
  }

  /** Follows a changed template. */
  replace(topics: readonly Topic[]): void {
    this.#topics = new Map(topics.map((topic) => [topic.arn, topic]));
    this.#ofTemplate = new Map(topics.flatMap(({ subscriptions }) => subscriptions).map((one) => [one.arn, one]));
  }

  topic(arn: string): Topic | undefined {
    return this.#topics.get(arn);
  }

  get topics(): readonly Topic[] {
    return [...this.#topics.values()];
  }

  /** Those of topics that the template has now. */
  get all(): readonly Subscription[] {
    return [...this.#ofTemplate.values(), ...this.#made.values()].filter(({ topicArn }) => this.#topics.has(topicArn));
  }

  of(topicArn: string): readonly Subscription[] {
    return this.all.filter((subscription) => subscription.topicArn === topicArn);
  }

  find(arn: string): Subscription | undefined {
    return this.#ofTemplate.get(arn) ?? this.#made.get(arn);
  }

  /**
   * Makes a subscription, or gives the one that the subscriber has already.
   * @throws ServiceError when the subscriber has one with other attributes, or the topic too many filter policies
   */
  async make(wanted: Omit<Subscription, 'arn'>): Promise<Subscription> {
    const { topicArn, protocol, endpoint, attributes } = wanted;
    const same = this.of(topicArn).find((one) => one.protocol === protocol && one.endpoint === endpoint);
    if (same) {
      const differs = Object.entries(attributes).some(([name, value]) => isOther(same.attributes, name, value));
      if (!differs) return same;
      throw invalidParameter('Attributes Reason: Subscription already exists with different attributes');
    }
    if (attributes.FilterPolicy !== undefined) this.#checkFilterPolicies(topicArn);
    const subscription = { ...wanted, arn: `${topicArn}:${randomUUID()}` };
    this.#made.set(subscription.arn, subscription);
    await this.#keep(subscription);
    return subscription;
  }

  /**
   * Sets an attribute, or takes it away where there is no value.
   * @throws ServiceError for a subscription that is not there, and a value that SNS refuses
   */
  async set(arn: string, name: AttributeName, value: string | undefined): Promise<void> {
    const subscription = this.find(arn);
    if (!subscription) throw subscriptionNotFound();
    const { [name]: before, ...others } = subscription.attributes;
    const attributes: SubscriptionAttributes = value === undefined ? others : { ...others, [name]: value };
    const settings = readSettings(subscription, attributes, 'SetSubscriptionAttributes');
    if (name === 'FilterPolicy' && before === undefined) this.#checkFilterPolicies(subscription.topicArn);
    const changed = { ...subscription, attributes, settings };
    if (this.#ofTemplate.has(arn)) {
      this.#ofTemplate.set(arn, changed);
      return;
    }
    this.#made.set(arn, changed);
    await this.#keep(changed);
  }

  /** Ends a subscription, if there is one. */
  async end(arn: string): Promise<void> {
    this.#ofTemplate.delete(arn);
    if (this.#made.delete(arn)) await this.#part.del(arn);
  }

  #checkFilterPolicies(topicArn: string): void {
    const filtering = this.of(topicArn).filter(({ attributes }) => attributes.FilterPolicy !== undefined);
    if (filtering.length >= maximumFilterPolicies) throw tooManyFilterPolicies();
  }

  #keep({ settings: _, ...kept }: Subscription): Promise<void> {
    return this.#part.put(kept.arn, kept);
  }
}

function isOther(attributes: SubscriptionAttributes, name: string, value: string): boolean {
  return Object.entries(attributes).find(([one]) => one === name)?.[1] !== value;
}
