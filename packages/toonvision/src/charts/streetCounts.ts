// Grouped bars: samples of each class on each street, with a tick where the goal is.
import { type ChartOptions, type ChartSpec, SCHEMA, titleOf } from './chartSpec.ts';
import { classColours } from './palette.ts';
import { inkOf, themeConfig } from './theme.ts';

/** How many samples of one class one street has. */
export interface StreetCount {
  /** As shown. */
  street: string;
  /** As shown. */
  className: string;
  count: number;
  goal?: number;
}

/**
 * A group of bars for each street, a bar for each class, both in order of first appearance.
 *
 * @example
 * streetCounts([{ street: 'dg', className: 'Lawbot', count: 73, goal: 40 }], { title: 'Labels per street' });
 */
export function streetCounts(counts: readonly StreetCount[], options: ChartOptions): ChartSpec {
  const theme = options.theme ?? 'light';
  const ink = inkOf(theme);
  const classes = [...new Set(counts.map(({ className }) => className))];
  const streets = new Set(counts.map(({ street }) => street));
  const colours = classColours(classes.length, theme);
  const x = {
    field: 'street',
    type: 'nominal',
    sort: null,
    title: null,
    axis: { labelAngle: 0, ticks: false, labelFontSize: 12 },
    scale: { paddingInner: 0.18 },
  } as const;
  const xOffset = { field: 'className', type: 'nominal', sort: null } as const;
  return {
    $schema: SCHEMA,
    config: themeConfig(theme),
    title: titleOf(options),
    width: Math.min(1600, Math.max(420, streets.size * (24 + 24 * classes.length))),
    height: 280,
    data: { values: counts.map(({ goal, ...count }) => ({ ...count, goal: goal ?? null })) },
    layer: [
      {
        mark: { type: 'bar', ...(colours === undefined ? { color: ink.bar } : {}) },
        encoding: {
          x,
          xOffset,
          y: { field: 'count', type: 'quantitative', title: 'samples', axis: { tickMinStep: 1 } },
          ...(colours === undefined
            ? {}
            : {
                color: {
                  field: 'className',
                  type: 'nominal',
                  scale: { domain: classes, range: colours },
                  legend: { title: null, orient: 'top', symbolType: 'square' },
                },
              }),
        },
      },
      {
        mark: { type: 'text', baseline: 'bottom', dy: -2, fontSize: 10, color: ink.text },
        encoding: {
          x,
          xOffset,
          y: { field: 'count', type: 'quantitative' },
          text: { field: 'count', type: 'quantitative' },
        },
      },
      {
        transform: [{ filter: 'isValid(datum.goal)' }],
        mark: { type: 'tick', color: ink.goal, thickness: 2, width: { band: 1 } },
        encoding: { x, xOffset, y: { field: 'goal', type: 'quantitative' } },
      },
    ],
  };
}
