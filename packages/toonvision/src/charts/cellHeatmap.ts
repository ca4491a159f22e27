// Heatmap of the number of samples per class and street; cells below their goal are highlighted.
import { baseSpec, type ChartOptions, type ChartSpec, categoryRows, cellTextColor, isDense } from './chartSpec.ts';
import type { StreetCount } from './streetCounts.ts';
import { themeColors } from './theme.ts';

/**
 * One row per class and one column per street, both in order of first appearance. Counts below their goal are printed
 * in red; empty cells are framed in red.
 *
 * @example
 * cellHeatmap([{ street: 'ddl', className: 'flunky', count: 0, goal: 5 }], { title: 'Samples per entity and street' });
 */
export function cellHeatmap(counts: readonly StreetCount[], options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const onCell = cellTextColor(colors);
  const maxCount = counts.reduce((max, { count }) => Math.max(max, count), 1);
  const x = {
    field: 'street',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { orient: 'top', labelAngle: 0, ticks: false, domain: false, labelFontSize: 12 },
  } as const;
  const y = categoryRows('className');
  return baseSpec(options, {
    width: { step: 62 },
    height: { step: 20 },
    data: {
      values: counts.map(({ goal, count, ...cell }) => ({
        ...cell,
        count,
        below: count < (goal ?? 0),
        dense: isDense(count / maxCount),
      })),
    },
    layer: [
      {
        mark: { type: 'rect', stroke: colors.background, strokeWidth: 2 },
        encoding: {
          x,
          y,
          color: {
            field: 'count',
            type: 'quantitative',
            scale: { range: [...colors.ramp], domain: [0, maxCount] },
            legend: { title: 'samples', tickMinStep: 1 },
          },
        },
      },
      {
        transform: [{ filter: 'datum.count == 0' }],
        mark: {
          type: 'rect',
          filled: false,
          stroke: colors.goal,
          strokeWidth: 1,
          width: { band: 0.9 },
          height: { band: 0.8 },
        },
        encoding: { x, y },
      },
      {
        mark: { type: 'text', fontSize: 10 },
        encoding: {
          x,
          y,
          text: { field: 'count', type: 'quantitative' },
          color: {
            condition: [{ test: 'datum.below', value: colors.goal }, onCell.condition],
            value: onCell.value,
          },
        },
      },
    ],
  });
}
