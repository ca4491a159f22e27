// Stacked bars: samples per class, divided into train, validation and test split.
import { percent } from '../format/index.ts';
import { baseSpec, CHART_WIDTH, type ChartOptions, type ChartSpec, categoryRows } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Number of samples of a class in a split. */
export interface SplitCount {
  /** Display name. */
  className: string;
  /** Name of the split; splits have the same order in every class. */
  split: string;
  count: number;
}

/**
 * One bar per class with one section per split, labeled with its share of the class.
 *
 * @example
 * splitCounts([{ className: 'Bossbot', split: 'train', count: 98 }], { title: 'Samples per class and split' });
 */
export function splitCounts(counts: readonly SplitCount[], options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const splits = [...new Set(counts.map(({ split }) => split))];
  const classes = new Set(counts.map(({ className }) => className));
  const totals = new Map<string, number>();
  for (const { className, count } of counts) totals.set(className, (totals.get(className) ?? 0) + count);
  const ends = new Map<string, number>();
  const values = counts.map(({ className, split, count }) => {
    const from = ends.get(className) ?? 0;
    ends.set(className, from + count);
    const total = totals.get(className) ?? 0;
    const share = total === 0 ? 0 : count / total;
    return { className, split, count, from, to: from + count, label: count === 0 ? '' : percent(share, 0) };
  });
  const maxTotal = Math.max(1, ...totals.values());
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
            field: 'split',
            type: 'nominal',
            scale: { domain: splits, range: splits.map((_, index) => colors.splits[Math.min(index, 2)] ?? colors.bar) },
            legend: { title: null, orient: 'top', symbolType: 'square' },
          },
        },
      },
      {
        transform: [
          { calculate: '(datum.from + datum.to) / 2', as: 'middle' },
          { filter: `datum.count > ${maxTotal / 18}` },
        ],
        mark: { type: 'text', fontSize: 10 },
        encoding: {
          y,
          x: { field: 'middle', type: 'quantitative' },
          text: { field: 'label' },
          color: {
            condition: { test: `datum.split == '${splits[0] ?? ''}'`, value: colors.background },
            value: colors.text,
          },
        },
      },
    ],
  });
}
