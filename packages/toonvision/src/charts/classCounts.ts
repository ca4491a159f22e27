// Bars: samples of each class, with the number on each and a tick where its goal is.
import { baseSpec, CHART_WIDTH, type ChartOptions, type ChartSpec, categoryRows } from './chartSpec.ts';
import { classColors } from './palette.ts';
import { themeColors } from './theme.ts';

/** One class. */
export interface ClassCount {
  /** As shown. */
  name: string;
  count: number;
  /** Undefined: there is none. */
  goal?: number;
}

/**
 * A bar for each class in the given order; classes without a sample keep their place. Up to eight classes have a colour
 * each, more share one.
 *
 * @example
 * classCounts([{ name: 'Bossbot', count: 163, goal: 240 }], { title: 'Samples per suit' });
 */
export function classCounts(classes: readonly ClassCount[], options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const names = classes.map(({ name }) => name);
  const palette = classColors(classes.length, options.theme);
  const y = categoryRows('name');
  // A number that would lie under its goal's tick stands behind it.
  const widest = Math.max(1, ...classes.map(({ count, goal = 0 }) => Math.max(count, goal)));
  const placeOf = ({ count, goal = 0 }: ClassCount) => (goal >= count && goal - count < widest * 0.09 ? goal : count);
  return baseSpec(options, {
    width: CHART_WIDTH,
    height: { step: classes.length > 12 ? 18 : 30 },
    data: {
      values: classes.map((one) => ({
        name: one.name,
        count: one.count,
        goal: one.goal ?? null,
        below: one.count < (one.goal ?? 0),
        place: placeOf(one),
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
          x: { field: 'place', type: 'quantitative' },
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
