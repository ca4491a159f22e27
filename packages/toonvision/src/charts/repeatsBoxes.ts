// Box plots of a metric over repeated runs, one box per configuration, with every run as a point.
import { quantile } from '../statistics/index.ts';
import { baseSpec, CHART_WIDTH, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Values of a metric over the runs of a configuration. */
export interface RepeatedValues {
  name: string;
  values: readonly number[];
}

/** Options of `repeatsBoxes`. */
export interface RepeatsBoxesOptions extends ChartOptions {
  /** Name of the metric; title of the axis. */
  metric: string;
  /** Reference line, such as the majority baseline or a published result. */
  reference?: { value: number; label: string };
}

/**
 * Boxes span the quartiles with a line at the median; whiskers reach the minimum and the maximum.
 *
 * @example
 * repeatsBoxes([{ name: 'baseline', values: [0.86, 0.88] }], { title: '10 seeds', metric: 'test accuracy' });
 */
export function repeatsBoxes(groups: readonly RepeatedValues[], options: RepeatsBoxesOptions): ChartSpec {
  const { metric, reference } = options;
  const colors = themeColors(options.theme);
  const nonEmpty = groups.filter(({ values }) => values.length > 0);
  const boxes = nonEmpty.map(({ name, values }) => {
    const sorted = [...values].sort((a, b) => a - b);
    const [min, q1, median, q3, max] = [0, 0.25, 0.5, 0.75, 1].map((q) => quantile(sorted, q));
    return { name, min, q1, median, q3, max };
  });
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    title: null,
    scale: { domain: nonEmpty.map(({ name }) => name) },
    axis: { ticks: false, domain: false },
  } as const;
  const x = (field: string) =>
    ({ field, type: 'quantitative', title: metric, scale: { zero: false, padding: 14 } }) as const;
  return baseSpec(options, {
    width: CHART_WIDTH,
    height: { step: 56 },
    layer: [
      {
        data: { values: boxes },
        layer: [
          { mark: { type: 'rule', color: colors.muted }, encoding: { y, x: x('min'), x2: { field: 'max' } } },
          {
            mark: { type: 'bar', height: { band: 0.42 }, color: colors.splits[1], opacity: 0.75 },
            encoding: { y, x: x('q1'), x2: { field: 'q3' } },
          },
          {
            mark: { type: 'tick', height: { band: 0.42 }, thickness: 2.5, color: colors.text },
            encoding: { y, x: x('median') },
          },
        ],
      },
      {
        data: { values: nonEmpty.flatMap(({ name, values }) => values.map((value) => ({ name, value }))) },
        mark: { type: 'circle', size: 34, opacity: 0.8, color: colors.bar, yOffset: -20 },
        encoding: { y, x: x('value') },
      },
      {
        data: { values: reference === undefined || nonEmpty.length === 0 ? [] : [reference] },
        layer: [
          { mark: { type: 'rule', strokeDash: [5, 4], color: colors.goal }, encoding: { x: x('value') } },
          {
            mark: { type: 'text', align: 'left', dx: 5, fontSize: 10, color: colors.goal },
            encoding: { x: x('value'), y: { value: -5 }, text: { field: 'label' } },
          },
        ],
      },
    ],
  });
}
