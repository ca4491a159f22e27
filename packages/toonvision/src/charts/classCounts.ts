// Bar chart of the number of samples per class, with a tick at each class's goal.
import { baseSpec, CHART_WIDTH, type ChartOptions, type ChartSpec, categoryRows } from './chartSpec.ts';
import { classColors } from './palette.ts';
import { themeColors } from './theme.ts';

/** Number of samples of a class. */
export interface ClassCount {
  /** Display name. */
  name: string;
  count: number;
  /** Wanted number of samples. */
  goal?: number;
}

/**
 * One bar per class in the given order; classes without samples keep their row. Up to eight classes have a color each,
 * more share one.
 *
 * @example
 * classCounts([{ name: 'Bossbot', count: 163, goal: 240 }], { title: 'Samples per suit' });
 */
export function classCounts(classes: readonly ClassCount[], options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const names = classes.map(({ name }) => name);
  const palette = classColors(classes.length, options.theme);
  const y = categoryRows('name');
  // A number that the goal's tick would cover is printed after the tick.
  const maxCount = Math.max(1, ...classes.map(({ count, goal = 0 }) => Math.max(count, goal)));
  const labelPosition = ({ count, goal = 0 }: ClassCount) =>
    goal >= count && goal - count < maxCount * 0.09 ? goal : count;
  return baseSpec(options, {
    width: CHART_WIDTH,
    height: { step: classes.length > 12 ? 18 : 30 },
    data: {
      values: classes.map((entry) => ({
        name: entry.name,
        count: entry.count,
        goal: entry.goal ?? null,
        below: entry.count < (entry.goal ?? 0),
        labelAt: labelPosition(entry),
      })),
    },
    layer: [
      {
        mark: { type: 'bar', height: { band: 0.72 }, ...(palette === undefined ? { color: colors.bar } : {}) },
        encoding: {
          y,
          x: { field: 'count', type: 'quantitative', title: 'samples', axis: { tickMinStep: 1 } },
          ...(palette === undefined
            ? {}
            : { color: { field: 'name', type: 'nominal', scale: { domain: names, range: palette }, legend: null } }),
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 11 },
        encoding: {
          y,
          x: { field: 'labelAt', type: 'quantitative' },
          text: { field: 'count', type: 'quantitative' },
          color: { condition: { test: 'datum.below', value: colors.goal }, value: colors.text },
        },
      },
      {
        transform: [{ filter: 'isValid(datum.goal)' }],
        mark: { type: 'tick', color: colors.goal, thickness: 2, height: { band: 0.95 } },
        encoding: { y, x: { field: 'goal', type: 'quantitative' } },
      },
    ],
  });
}
