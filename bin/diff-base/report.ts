import type { Finding } from './findings.ts';
import type { Review } from './review.ts';

/** A part of the report: the same for a terminal and a comment. */
export interface Section {
  readonly title: string;
  readonly lines: readonly Line[];
}

export interface Line {
  readonly mark: Finding['mark'];
  readonly text: string;
  /** The stages that it is about; none where it is about all there is. */
  readonly stages: readonly string[];
  readonly details: readonly string[];
}

const titles = [
  ['widened', 'Permissions widened'],
  ['narrowed', 'Permissions narrowed'],
  ['costs', 'Costs and limits'],
] as const satisfies readonly (readonly [Finding['about'], string])[];

/** What a review found, a part for each thing that a reviewer looks for. */
export function sectionsOf({ findings, contract }: Review): Section[] {
  const about = (kind: Finding['about']) => findings.filter((finding) => finding.about === kind);
  const stacks = Map.groupBy(about('resources'), ({ family }) => family);
  const ofResources = Array.from(stacks, ([family, list]) => ({
    title: `Resources of ${family}`,
    lines: linesOf(['!', '-', '+', '~'].flatMap((mark) => list.filter((finding) => finding.mark === mark))),
  }));
  const ofContract = contract.map(({ text, operations, breaks }) => ({
    mark: breaks ? ('!' as const) : ('~' as const),
    text: `${breaks ? 'breaks clients: ' : ''}${text}`,
    stages: [],
    details: operations,
  }));
  const all = [
    ...ofResources,
    ...titles.map(([kind, title]) => ({ title, lines: linesOf(about(kind)) })),
    { title: 'Contract (openapi.json)', lines: ofContract },
    { title: 'Code changed', lines: linesOf(about('code')) },
  ];
  return all.filter(({ lines }) => lines.length > 0);
}

/** One line for all of which the same is to be said. */
function linesOf(findings: readonly Finding[]): Line[] {
  const groups = Map.groupBy(findings, ({ subject: _, ...same }) => JSON.stringify(same));
  return [...groups.values()].flatMap((same) => {
    const subjects = same.map(({ subject }) => subject).join(', ');
    return same
      .slice(0, 1)
      .map(({ mark, text, stages, details }) => ({ mark, text: subjects + text, stages, details }));
  });
}

/** What the review was of, in one line. */
export function headline({ base: { hash, subject } }: Review): string {
  return `The working tree against ${hash.slice(0, 10)} (${subject})`;
}

/** Whether the change may pass, in one line. */
export function verdict({ findings, contract, reasons }: Review): string {
  if (reasons.length > 0)
    return `Must not pass, for ${reasons.length === 1 ? 'one reason' : `${reasons.length} reasons`}:`;
  return findings.length + contract.length === 0 ? 'No change of what is deployed.' : 'May pass.';
}
