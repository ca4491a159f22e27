// Stacked bars: how the samples of each class lie in train, val and test.
import { percent } from '../format/index.ts';
import { baseSpec, CHART_WIDTH, type ChartOptions, type ChartSpec, categoryRows } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** How many samples of one class one side has. */
export interface SplitCount {
  /** As shown. */
  className: string;
  /** train, val, test: in this order in every class. */
  part: string;
  count: number;
}

/**
 * A bar for each class, in sections for the sides of the split; the share stands in each section.
 *
 * @example
 * splitCounts([{ className: 'Bossbot', part: 'train', count: 98 }], { title: 'Samples per class and split' });
 */
export function splitCounts(counts: readonly SplitCount[], options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const parts = [...new Set(counts.map(({ part }) => part))];
  const classes = new Set(counts.map(({ className }) => className));
  const totals = new Map<string, number>();
  for (const { className, count } of counts) totals.set(className, (totals.get(className) ?? 0) + count);
  const before = new Map<string, number>();
  const values = counts.map(({ className, part, count }) => {
    const from = before.get(className) ?? 0;
    before.set(className, from + count);
    const total = totals.get(className) ?? 0;
    const share = total === 0 ? 0 : count / total;
    return { className, part, count, from, to: from + count, label: count === 0 ? '' : percent(share, 0) };
  });
  const widest = Math.max(1, ...totals.values());
  const y = categoryRows('className');
  return baseSpec(options, {
    width: CHART_WIDTH,
    height: { step: classes.size > 12 ? 18 : 30 },
    data: { values },
    layer: [
      {
        mark: { type: 'bar', height: { band: 0.72 }, stroke: colors.background, strokeWidth: 1 },
        encoding: {
          y,
          x: { field: 'from', type: 'quantitative', title: 'samples', axis: { tickMinStep: 1 } },
          x2: { field: 'to' },
          color: {
            field: 'part',
            type: 'nominal',
            scale: { domain: parts, range: parts.map((_, index) => colors.splits[Math.min(index, 2)] ?? colors.bar) },
            legend: { title: null, orient: 'top', symbolType: 'square' },
          },
        },
      },
      {
        transform: [
          { calculate: '(datum.from + datum.to) / 2', as: 'middle' },
          { filter: `datum.count > ${widest / 18}` },
        ],
        mark: { type: 'text', fontSize: 10 },
        encoding: {
          y,
          x: { field: 'middle', type: 'quantitative' },
          text: { field: 'label' },
          color: {
            condition: { test: `datum.part == '${parts[0] ?? ''}'`, value: colors.background },
            value: colors.text,
          },
        },
      },
    ],
  });
}
