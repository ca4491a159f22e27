// Images per second of us and of peers: read from the tables of bench/README.md, drawn as bars.
import { baseSpec, type ChartOptions, type ChartSpec, themeColors } from 'toonvision';

/** A row of a table: what was measured, and images/s. */
export interface Speed {
  name: string;
  imagesPerSecond: number;
}

/**
 * One column of the table whose first column is headed `task`; rows without a number are skipped.
 *
 * @throws Error where the text has no such table or column
 *
 * @example
 * speedsIn('| training | tuned |\n| - | - |\n| ours | 1,581 |\n', 'training', 'tuned'); // [{ name: 'ours', imagesPerSecond: 1581 }]
 */
export function speedsIn(markdown: string, task: string, column: string): Speed[] {
  const lines = markdown.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));
  const start = lines.findIndex(([, first]) => first === task);
  const at = lines[start]?.indexOf(column) ?? -1;
  if (start < 0 || at < 0) throw new Error(`no table of ${task} with a column ${column}`);
  const end = lines.findIndex((cells, index) => index > start && cells.length < 3);
  return lines
    .slice(start + 2, end < 0 ? undefined : end)
    .map((cells) => ({ name: cells[1] ?? '', imagesPerSecond: Number(cells[at]?.replaceAll(',', '') || Number.NaN) }))
    .filter(({ imagesPerSecond }) => imagesPerSecond > 0);
}

/**
 * A bar a contender with its number; the first is ours.
 *
 * @example
 * speedChart([{ name: '@toonvision/nn', imagesPerSecond: 1581 }], { title: 'Training' });
 */
export function speedChart(speeds: readonly Speed[], options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { ticks: false, domain: false, labelLimit: 300 },
  } as const;
  const x = { field: 'imagesPerSecond', type: 'quantitative', title: 'images/s' } as const;
  return baseSpec(options, {
    width: 420,
    height: { step: 26 },
    data: { values: speeds.map((speed, index) => ({ ...speed, own: index === 0 })) },
    layer: [
      {
        mark: { type: 'bar', height: { band: 0.72 } },
        encoding: { y, x, color: { condition: { test: 'datum.own', value: colors.bar }, value: colors.splits[1] } },
      },
      {
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 11, color: colors.text },
        encoding: { y, x, text: { field: 'imagesPerSecond', type: 'quantitative', format: ',' } },
      },
    ],
  });
}
