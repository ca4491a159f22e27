// What the trials of a study achieved along each hyperparameter by itself.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** One hyperparameter with the objective of each trial over it. */
export interface StudySlice {
  name: string;
  /** `words` for choices and booleans, `log` for a range drawn in its logarithm. */
  scale: 'linear' | 'log' | 'words';
  points: readonly { at: number | string; value: number; isOnFront: boolean }[];
}

export interface StudySlicesOptions extends ChartOptions {
  /** What is on the axis: `valLoss`. */
  metric: string;
  /** Panels side by side. Default 3. */
  columns?: number;
}

/**
 * A panel a hyperparameter, a point a trial; all panels share the scale of the metric. Full points are on the front.
 *
 * @example
 * studySlices([{ name: 'filters', scale: 'linear', points: [{ at: 8, value: 0.31, isOnFront: true }] }], {
 *   title: 'Slices',
 *   metric: 'valLoss',
 * });
 */
export function studySlices(slices: readonly StudySlice[], options: StudySlicesOptions): ChartSpec {
  const { metric, columns = 3 } = options;
  const colors = themeColors(options.theme);
  const values = slices.flatMap(({ points }) => points.map(({ value }) => value)).filter(Number.isFinite);
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const isLog = least > 0 && most > 10 * least;
  const margin = (most - least) * 0.06 || 0.5;
  const scale = isLog
    ? { type: 'log' as const, domain: [least / 1.1, most * 1.1], nice: false }
    : { domain: [least - margin, most + margin], nice: false };
  return baseSpec(options, {
    columns,
    spacing: 22,
    concat: slices.map(({ name, scale: own, points }) => ({
      width: 170,
      height: 120,
      data: { values: points.filter(({ value }) => Number.isFinite(value)).map((point) => ({ ...point })) },
      mark: { type: 'point' as const, size: 32, color: colors.bar, strokeWidth: 1.2 },
      encoding: {
        x:
          own === 'words'
            ? { field: 'at', type: 'nominal' as const, title: name, axis: { labelAngle: 0 } }
            : {
                field: 'at',
                type: 'quantitative' as const,
                title: name,
                axis: { tickCount: 4, format: '~g' },
                scale: own === 'log' ? { type: 'log' as const, padding: 8 } : { zero: false, padding: 8 },
              },
        y: { field: 'value', type: 'quantitative' as const, title: metric, scale, axis: { tickCount: 4 } },
        fill: {
          condition: { test: 'datum.isOnFront', value: colors.bar },
          value: 'transparent',
        },
      },
    })),
  });
}
