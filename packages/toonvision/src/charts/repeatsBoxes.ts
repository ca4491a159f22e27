// One number over repeated runs, a box a configuration: median, quartiles, and every run as a point.
import { quantile } from '../statistics/index.ts';
import { type ChartOptions, type ChartSpec, SCHEMA, titleOf } from './chartSpec.ts';
import { inkOf, themeConfig } from './theme.ts';

/** The values of one configuration, one a run. */
export interface RepeatedValues {
  name: string;
  values: readonly number[];
}

/** Options of `repeatsBoxes`. */
export interface RepeatsBoxesOptions extends ChartOptions {
  /** What is measured; the title of the axis. */
  metric: string;
  /** A line to compare with: the share of the most frequent class, the article's number, ... */
  reference?: { value: number; label: string };
}

/**
 * The box holds the middle half of the runs, its line is the median, the whiskers reach the smallest and the largest.
 *
 * @example
 * repeatsBoxes([{ name: 'baseline', values: [0.86, 0.88] }], { title: '10 seeds', metric: 'test accuracy' });
 */
export function repeatsBoxes(groups: readonly RepeatedValues[], options: RepeatsBoxesOptions): ChartSpec {
  const { theme = 'light', metric, reference } = options;
  const ink = inkOf(theme);
  const filled = groups.filter(({ values }) => values.length > 0);
  const boxes = filled.map(({ name, values }) => {
    const sorted = [...values].sort((a, b) => a - b);
    const [min, q1, median, q3, max] = [0, 0.25, 0.5, 0.75, 1].map((share) => quantile(sorted, share));
    return { name, min, q1, median, q3, max };
  });
  const y = {
    field: 'name',
    type: 'nominal',
    sort: null,
    title: null,
    scale: { domain: filled.map(({ name }) => name) },
    axis: { ticks: false, domain: false },
  } as const;
  const x = (field: string) =>
    ({ field, type: 'quantitative', title: metric, scale: { zero: false, padding: 14 } }) as const;
  return {
    $schema: SCHEMA,
    config: themeConfig(theme),
    title: titleOf(options),
    width: 460,
    height: { step: 56 },
    layer: [
      {
        data: { values: boxes },
        layer: [
          { mark: { type: 'rule', color: ink.muted }, encoding: { y, x: x('min'), x2: { field: 'max' } } },
          {
            mark: { type: 'bar', height: { band: 0.42 }, color: ink.parts[1], opacity: 0.75 },
            encoding: { y, x: x('q1'), x2: { field: 'q3' } },
          },
          {
            mark: { type: 'tick', height: { band: 0.42 }, thickness: 2.5, color: ink.text },
            encoding: { y, x: x('median') },
          },
        ],
      },
      {
        data: { values: filled.flatMap(({ name, values }) => values.map((value) => ({ name, value }))) },
        mark: { type: 'circle', size: 34, opacity: 0.8, color: ink.bar, yOffset: -20 },
        encoding: { y, x: x('value') },
      },
      {
        data: { values: reference === undefined || filled.length === 0 ? [] : [reference] },
        layer: [
          { mark: { type: 'rule', strokeDash: [5, 4], color: ink.goal }, encoding: { x: x('value') } },
          {
            mark: { type: 'text', align: 'left', dx: 5, fontSize: 10, color: ink.goal },
            encoding: { x: x('value'), y: { value: -5 }, text: { field: 'label' } },
          },
        ],
      },
    ],
  };
}
