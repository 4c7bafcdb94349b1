/** A line of a chart. */
export interface Line {
  readonly name: string;
  readonly points: readonly Point[];
  /** Drawn in dashes: a limit rather than what was measured. */
  readonly isLimit?: boolean;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Chart {
  readonly title: string;
  /** What stands along the axes, with its unit. */
  readonly xTitle: string;
  readonly yTitle: string;
  /** At most three. Each has its name at its end. */
  readonly lines: readonly Line[];
}

const size = { width: 790, height: 400 } as const;
const lineHeight = 17;
const plot = { left: 64, right: 590, top: 56, bottom: 346 } as const;

/** Colours that can be told apart by everyone, on light and on dark ground. */
const style = `
  .ground { fill: #ffffff } text { fill: #1f2328; font: 13px system-ui, sans-serif } .grid { stroke: #d1d9e0 }
  text.title { font-size: 15px; font-weight: 600 } text.name { fill: var(--colour) }
  polyline { fill: none; stroke: var(--colour); stroke-width: 2; stroke-linejoin: round } .limit { stroke-dasharray: 6 5 }
  .line0 { --colour: #0969da } .line1 { --colour: #bc4c00 } .line2 { --colour: #59636e }
  @media (prefers-color-scheme: dark) {
    .ground { fill: #0d1117 } text { fill: #f0f6fc } .grid { stroke: #3d444d }
    .line0 { --colour: #4493f8 } .line1 { --colour: #f0883e } .line2 { --colour: #9198a1 }
  }`;

/** Draws lines over two axes that begin at 0, as an SVG for a page of either colour scheme. */
export function drawChart({ title, xTitle, yTitle, lines }: Chart): string {
  const points = lines.flatMap((line) => line.points);
  const xTicks = ticksTo(Math.max(...points.map(({ x }) => x)));
  const yTicks = ticksTo(Math.max(...points.map(({ y }) => y)));
  const toX = scale(xTicks.at(-1) ?? 1, plot.left, plot.right);
  const toY = scale(yTicks.at(-1) ?? 1, plot.bottom, plot.top);
  const text = (x: number, y: number, words: string, more = '') =>
    `<text x="${x}" y="${y}"${more}>${escaped(words)}</text>`;
  const names = apart(lines.map((line) => toY(line.points.at(-1)?.y ?? 0)));
  const middle = ' text-anchor="middle"';
  const parts = [
    `<rect class="ground" width="${size.width}" height="${size.height}"/>`,
    text(plot.left, 26, title, ' class="title"'),
    text(plot.left, 46, yTitle),
    text((plot.left + plot.right) / 2, size.height - 12, xTitle, middle),
    ...yTicks.flatMap((tick) => [
      `<line class="grid" x1="${plot.left}" x2="${plot.right}" y1="${toY(tick)}" y2="${toY(tick)}"/>`,
      text(plot.left - 8, toY(tick) + 4, label(tick), ' text-anchor="end"'),
    ]),
    ...xTicks.map((tick) => text(toX(tick), plot.bottom + 20, label(tick), middle)),
    ...lines.flatMap(({ name, points: [...line], isLimit }, index) => {
      const path = line.map(({ x, y }) => `${toX(x)},${toY(y)}`).join(' ');
      return [
        `<polyline class="line${index}${isLimit ? ' limit' : ''}" points="${path}"/>`,
        text(plot.right + 10, (names[index] ?? 0) + 4, name, ` class="name line${index}"`),
      ];
    }),
  ];
  const head = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${size.height}" role="img">`;
  return `${head}\n<title>${escaped(title)}</title>\n<style>${style}\n</style>\n${parts.join('\n')}\n</svg>\n`;
}

/** Where names stand: at the ends of their lines, and so far apart that they can be read. */
function apart(heights: readonly number[]): number[] {
  const placed: number[] = [...heights];
  let above = Number.NEGATIVE_INFINITY;
  for (const [height, index] of heights.map((each, index) => [each, index] as const).toSorted(([a], [b]) => a - b)) {
    above = Math.max(height, above + lineHeight);
    placed[index] = above;
  }
  return placed;
}

/** Round numbers from 0 to one that is not below the most: four to eight of them. */
function ticksTo(most: number): number[] {
  const magnitude = 10 ** Math.floor(Math.log10(most / 4));
  const step = [1, 2, 2.5, 5, 10].map((factor) => factor * magnitude).find((width) => most / width <= 6) ?? magnitude;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, index) => index * step);
}

/** @returns a function from 0 to `most` onto pixels, to a tenth of one */
const scale = (most: number, from: number, to: number) => (value: number) =>
  Number((from + (value / most) * (to - from)).toFixed(1));

const label = (value: number) => value.toLocaleString('en', { maximumFractionDigits: 2 });

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
