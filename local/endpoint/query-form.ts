import type { ServiceRequest } from './service.ts';

/**
 * The input of a query protocol's operation: dotted names in a form, such as
 * `MessageAttributes.entry.1.Value.DataType=String`.
 */
export class QueryForm {
  readonly #values: ReadonlyMap<string, string>;
  readonly #prefix: string;

  private constructor(values: ReadonlyMap<string, string>, prefix: string) {
    this.#values = values;
    this.#prefix = prefix;
  }

  /** The form of a request, from its body and its query: a presigned request has all in its query. */
  static of({ query, body }: Pick<ServiceRequest, 'query' | 'body'>): QueryForm {
    return new QueryForm(new Map([...query, ...new URLSearchParams(body.toString())]), '');
  }

  /** A member's text; undefined where the form does not have it. */
  text(member: string): string | undefined {
    return this.#values.get(this.#prefix + member);
  }

  /** The elements of a list, in order: `member.1`, `member.2` ... */
  list(member: string): readonly QueryForm[] {
    return this.#numbered(`${this.#prefix}${member}.member.`);
  }

  /**
   * The entries of a map, in order.
   * @param names how the map's entries call their key and value: `key` and `value` where the service names no others
   */
  map(member: string, names = { key: 'key', value: 'value' }): ReadonlyMap<string, QueryForm> {
    const entries = this.#numbered(`${this.#prefix}${member}.entry.`);
    return new Map(entries.map((entry) => [entry.text(names.key) ?? '', entry.below(names.value)]));
  }

  /** The form of a structure's own members. */
  below(member: string): QueryForm {
    return new QueryForm(this.#values, `${this.#prefix}${member}.`);
  }

  /** The text of what this form is of: of an entry's value that is no structure. */
  get own(): string | undefined {
    return this.#values.get(this.#prefix.slice(0, -1));
  }

  #numbered(prefix: string): QueryForm[] {
    const numbers = new Set<number>();
    for (const name of this.#values.keys()) {
      const [, number] = name.startsWith(prefix) ? (/^(\d{1,9})(?:\.|$)/.exec(name.slice(prefix.length)) ?? []) : [];
      if (number !== undefined) numbers.add(Number(number));
    }
    return [...numbers].toSorted((one, other) => one - other).map((number) => this.#at(`${prefix}${number}.`));
  }

  #at(prefix: string): QueryForm {
    return new QueryForm(this.#values, prefix);
  }
}
