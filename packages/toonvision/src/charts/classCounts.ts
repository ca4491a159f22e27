// Bars: samples of each class, with the number on each and a tick where its goal is.
import { type ChartOptions, type ChartSpec, SCHEMA, titleOf } from './chartSpec.ts';
import { classColours } from './palette.ts';
import { inkOf, themeConfig } from './theme.ts';

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
  const theme = options.theme ?? 'light';
  const ink = inkOf(theme);
  const names = classes.map(({ name }) => name);
  const colours = classColours(classes.length, theme);
  const y = { field: 'name', type: 'nominal', sort: null, title: null, axis: { ticks: false, domain: false } } as const;
  // A number that would lie under its goal's tick stands behind it.
  const widest = Math.max(1, ...classes.map(({ count, goal = 0 }) => Math.max(count, goal)));
  const placeOf = ({ count, goal = 0 }: ClassCount) => (goal >= count && goal - count < widest * 0.09 ? goal : count);
  return {
    $schema: SCHEMA,
    config: themeConfig(theme),
    title: titleOf(options),
    width: 460,
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
        mark: { type: 'bar', height: { band: 0.72 }, ...(colours === undefined ? { color: ink.bar } : {}) },
        encoding: {
          y,
          x: { field: 'count', type: 'quantitative', title: 'samples', axis: { tickMinStep: 1 } },
          ...(colours === undefined
            ? {}
            : { color: { field: 'name', type: 'nominal', scale: { domain: names, range: colours }, legend: null } }),
        },
      },
      {
        mark: { type: 'text', align: 'left', dx: 5, fontSize: 11 },
        encoding: {
          y,
          x: { field: 'place', type: 'quantitative' },
          text: { field: 'count', type: 'quantitative' },
          color: { condition: { test: 'datum.below', value: ink.goal }, value: ink.text },
        },
      },
      {
        transform: [{ filter: 'isValid(datum.goal)' }],
        mark: { type: 'tick', color: ink.goal, thickness: 2, height: { band: 0.95 } },
        encoding: { y, x: { field: 'goal', type: 'quantitative' } },
      },
    ],
  };
}
