// Grouped bars: samples per street and class, with a tick at each goal.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { classColors } from './palette.ts';
import { themeColors } from './theme.ts';

/** Number of samples of a class on a street. */
export interface StreetCount {
  /** Display name. */
  street: string;
  /** Display name. */
  className: string;
  count: number;
  /** Wanted number of samples. */
  goal?: number;
}

/**
 * One group per street with one bar per class, both in order of first appearance.
 *
 * @example
 * streetCounts([{ street: 'dg', className: 'Lawbot', count: 73, goal: 40 }], { title: 'Samples per street' });
 */
export function streetCounts(counts: readonly StreetCount[], options: ChartOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const classes = [...new Set(counts.map(({ className }) => className))];
  const streets = new Set(counts.map(({ street }) => street));
  const palette = classColors(classes.length, options.theme);
  const x = {
    field: 'street',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { labelAngle: 0, ticks: false, labelFontSize: 12 },
    scale: { paddingInner: 0.18 },
  } as const;
  const xOffset = { field: 'className', type: 'nominal', sort: null } as const;
  return baseSpec(options, {
    width: Math.min(1600, Math.max(420, streets.size * (24 + 24 * classes.length))),
    height: 280,
    data: { values: counts.map(({ goal, ...count }) => ({ ...count, goal: goal ?? null })) },
    layer: [
      {
        mark: { type: 'bar', ...(palette === undefined ? { color: colors.bar } : {}) },
        encoding: {
          x,
          xOffset,
          y: { field: 'count', type: 'quantitative', title: 'samples', axis: { tickMinStep: 1 } },
          ...(palette === undefined
            ? {}
            : {
                color: {
                  field: 'className',
                  type: 'nominal',
                  scale: { domain: classes, range: palette },
                  legend: { title: null, orient: 'top', symbolType: 'square' },
                },
              }),
        },
      },
      {
        mark: { type: 'text', baseline: 'bottom', dy: -2, fontSize: 10, color: colors.text },
        encoding: {
          x,
          xOffset,
          y: { field: 'count', type: 'quantitative' },
          text: { field: 'count', type: 'quantitative' },
        },
      },
      {
        transform: [{ filter: 'isValid(datum.goal)' }],
        mark: { type: 'tick', color: colors.goal, thickness: 2, width: { band: 1 } },
        encoding: { x, xOffset, y: { field: 'goal', type: 'quantitative' } },
      },
    ],
  });
}
