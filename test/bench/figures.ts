/** One figure, beside what it is to be judged by. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Its part of other figures of the same run, by their names: a floor, or a peer. */
  readonly ratios: Readonly<Record<string, number>>;
  readonly targets?: readonly Target[];
  /** The same figure in other settings, this one's among them. */
  readonly series?: Readonly<Record<string, number>>;
  /** How it was measured, where the name does not say it. */
  readonly note?: string;
}

/** What a figure is to reach. */
export interface Target {
  /** The ratio that counts, by its name; the value itself where there is none. */
  readonly ratio?: string;
  readonly aim?: number;
  readonly atMost: number;
}

/** Whether a figure reaches one of its targets: `aim` where it does even better than it must. */
export function verdict(figure: Figure, { ratio, aim, atMost }: Target): 'aim met' | 'met' | 'NOT met' {
  const value = ratio === undefined ? figure.value : (figure.ratios[ratio] ?? Number.NaN);
  if (aim !== undefined && value <= aim) return 'aim met';
  return value <= atMost ? 'met' : 'NOT met';
}

/** What a part of the benchmark may use. */
export interface Bench {
  /** Few repetitions, and only what needs nothing installed: to see that all works, not to quote. */
  readonly quick: boolean;
  /** The assembly of the dev stage: synthesized once, for all parts. */
  readonly assembly: () => Promise<string>;
  /** The figures of another part: of this run, or else of the last one that measured it. */
  readonly figuresOf: (part: string) => readonly Figure[];
  readonly say: (line: string) => void;
}

/** Measures one part. */
export type Part = (bench: Bench) => Promise<Figure[]>;
