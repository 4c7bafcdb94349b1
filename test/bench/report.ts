import { type Figure, type Target, verdict } from './figures.ts';
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
    table(
      ['figure', '', 'beside it', 'asked for'],
      figures.map((figure) => [nameOf(figure), figureOf(figure), besideOf(figure), targetsOf(figure)]),
    ),
    ...(units ? [unitsTable(units)] : []),
    ...(costs ? [costsTable(costs)] : []),
  ].join('\n\n');
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

function unitsTable({ figures }: PartResult): string {
  const series = figures.filter((figure) => figure.series !== undefined);
  const sizes = Object.keys(series[0]?.series ?? {});
  const others = figures.filter((figure) => figure.series === undefined && figure.targets !== undefined);
  return [
    table(
      ['DynamoDB units a request', '', ...sizes],
      series.map((figure) => [figure.name, figure.unit, ...sizes.map((size) => String(figure.series?.[size] ?? ''))]),
    ),
    ...others.map((figure) => `${nameOf(figure)}: ${figureOf(figure)}; asked for: ${targetsOf(figure)}.`),
  ].join('\n\n');
}

function costsTable({ figures }: PartResult): string {
  return table(
    ['costs', '', 'of which', 'beside it'],
    figures.map((figure) => [nameOf(figure), figureOf(figure), seriesOf(figure), besideOf(figure)]),
  );
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
