import { costBasis } from './costs/costs.ts';
import { type Figure, type Target, verdict } from './figures.ts';
import { picturePath } from './imports/picture.ts';
import type { PartResult, Results } from './results.ts';

/** A figure as one line for a terminal. */
export function lineOf(figure: Figure): string {
  const beside = besideOf(figure);
  const targets = targetsOf(figure);
  const ends = [beside, seriesOf(figure), targets].filter((text) => text !== '');
  return [`  ${figure.name.padEnd(60)} ${figureOf(figure)}`, ...ends].join('   ');
}

/** All figures as tables in Markdown: what was timed, then what is consumed, then what it costs. */
export function tablesOf(results: Results): string {
  const { units, costs, ...timed } = results;
  const figures = Object.values(timed).flatMap((part) => part.figures);
  return [
    machinesOf(results),
    ...(figures.length > 0 ? [timedTable(figures)] : []),
    ...(results.import ? [`![Memory over time while a fleet file comes in](${picturePath})`] : []),
    ...(units ? [unitsTable(units)] : []),
    ...(costs ? [costsTable(costs)] : []),
  ].join('\n\n');
}

function timedTable(figures: readonly Figure[]): string {
  return table(
    ['figure', '', 'beside it', 'asked for'],
    figures.map((figure) => [nameOf(figure), figureOf(figure), besideOf(figure), targetsOf(figure)]),
  );
}

/** Where all parts have one machine and day, that; else each with its parts. */
function machinesOf(results: Results): string {
  const places = Map.groupBy(Object.entries(results), ([, { date, machine }]) => `${date} on ${machine}`);
  const whole = places.size === 1;
  const lines = Array.from(places, ([place, parts]) => {
    const names = whole ? '' : ` (${parts.map(([name]) => name).join(', ')})`;
    return `Measured ${place}${names}.`;
  });
  return lines.join('  \n');
}

/** A row a request: read and write units of each size of table. */
function unitsTable({ figures }: PartResult): string {
  const requests = Map.groupBy(
    figures.filter(({ series }) => series !== undefined),
    ({ name }) => name,
  );
  const sizes = [...new Set(figures.flatMap(({ series = {} }) => Object.keys(series)))];
  const cell = (of: readonly Figure[], size: string) =>
    of.map(({ series = {}, unit }) => `${format(series[size] ?? 0)} ${unit.split(' ')[0]}`).join(', ');
  const judged = figures.filter(({ targets = [] }) => targets.length > 0);
  return [
    table(
      ['DynamoDB units of a request', ...sizes],
      Array.from(requests, ([name, of]) => [name, ...sizes.map((size) => cell(of, size))]),
    ),
    ...judged.map((figure) => `${nameOf(figure)}: ${figureOf(figure)}; asked for: ${targetsOf(figure)}.`),
  ].join('\n\n');
}

function costsTable({ figures }: PartResult): string {
  const rows = figures.map((figure) => [nameOf(figure), figureOf(figure), seriesOf(figure), besideOf(figure)]);
  return `${table(['costs', '', 'of which', 'beside it'], rows)}\n\n${costBasis}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const nameOf = ({ name, note }: Figure) => (note === undefined ? name : `${name} (${note})`);

const figureOf = ({ value, unit }: Figure) => (unit === '$' ? `$${value.toFixed(2)}` : `${format(value)} ${unit}`);

const besideOf = ({ ratios }: Figure) =>
  Object.entries(ratios)
    .map(([name, ratio]) => `${format(ratio)} × ${name}`)
    .join(', ');

const seriesOf = ({ series = {}, unit }: Figure) =>
  Object.entries(series)
    .map(([name, value]) => `${name} ${unit === '$' ? '$' : ''}${format(value)}`)
    .join(', ');

const targetsOf = (figure: Figure) =>
  (figure.targets ?? []).map((target) => `${askedFor(target)}: ${verdict(figure, target)}`).join('; ');

function askedFor({ ratio, aim, atMost }: Target): string {
  const of = ratio === undefined ? '' : ` × ${ratio}`;
  return `at most ${atMost}${of}${aim === undefined ? '' : `, aim ${aim}`}`;
}

const format = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 3 });
