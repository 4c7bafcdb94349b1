/** Why one thing in an assembly cannot be run, and where it stands once that is known. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly reason: string;
  readonly place: string | undefined;

  constructor(reason: string, place?: string) {
    // One line, also where it tells of text with several.
    const line = reason.replaceAll(/\s*\n\s*/g, ' ');
    super(place === undefined ? line : `${place}: ${line}`);
    this.reason = line;
    this.place = place;
  }

  /** The same problem at a place; where it has one, that one stays, as it is nearer to the cause. */
  at(place: string): Problem {
    return this.place === undefined ? new Problem(this.reason, place) : this;
  }
}

/** Does the work; a `Problem` in it that has no place yet has this one. */
export function located<Result>(place: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw error instanceof Problem ? error.at(place) : error;
  }
}

/** An assembly that cannot be run: every reason at once, a line each. */
export class AssemblyError extends Error {
  override readonly name = 'AssemblyError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** The problems found so far. What is wrong in one place and met from many is one problem. */
export class Problems {
  readonly #lines = new Set<string>();

  get lines(): readonly string[] {
    return [...this.#lines];
  }

  add(problem: Problem): void {
    this.#lines.add(problem.message);
  }

  /** Does the work; a `Problem` is kept and gives undefined. Any other error is a fault of this program and goes on. */
  attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.add(error);
      return undefined;
    }
  }

  /** Throws one `AssemblyError` of all problems, if there is any. */
  throwIfAny(): void {
    if (this.#lines.size > 0) throw new AssemblyError(this.lines);
  }
}
