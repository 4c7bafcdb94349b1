import { styleText } from 'node:util';
import { headline, type Line, sectionsOf, verdict } from './report.ts';
import type { Review } from './review.ts';

const colours = { '+': 'green', '-': 'red', '!': 'red', '~': 'yellow' } as const satisfies Record<Line['mark'], string>;

/**
 * A review for a terminal.
 *
 * @param isColoured whether what reads it knows colours
 */
export function textOf(review: Review, isColoured: boolean): string {
  const style = (format: Parameters<typeof styleText>[0], text: string) =>
    isColoured ? styleText(format, text, { validateStream: false }) : text;
  const line = ({ mark, text, stages, details }: Line) => [
    `  ${style(colours[mark], `${mark} ${text}`)}${stages.length > 0 ? style('dim', `  [${stages.join(', ')}]`) : ''}`,
    ...details.map((detail) => `      ${detail}`),
  ];
  const sections = sectionsOf(review).flatMap(({ title, lines }) => ['', style('bold', title), ...lines.flatMap(line)]);
  const notes = review.notes.flatMap((note) => ['', `Note: ${note}.`]);
  const reasons = review.reasons.map((reason) => `  ${style('red', reason)}`);
  const isRefused = reasons.length > 0;
  return [headline(review), ...sections, ...notes, '', style(isRefused ? 'red' : 'green', verdict(review)), ...reasons]
    .map((text) => `${text}\n`)
    .join('');
}
