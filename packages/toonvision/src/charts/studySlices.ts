// Slice plot of a study: the objective of each trial against each hyperparameter.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** A hyperparameter with its value and the objective in each trial. */
export interface StudySlice {
  name: string;
  /** `categorical` for choices and booleans, `log` for ranges sampled on a logarithmic scale. */
  scale: 'linear' | 'log' | 'categorical';
  /** `setting`: value of the hyperparameter; `value`: value of the objective. */
  points: readonly { setting: number | string; value: number; isOnFront: boolean }[];
}

/** Options of `studySlices`. */
export interface StudySlicesOptions extends ChartOptions {
  /** Name of the objective, such as `valLoss`. */
  metric: string;
  /** Panels per row. Default 3. */
  columns?: number;
}

/**
 * One panel per hyperparameter with one point per trial; all panels share the scale of the objective. Trials on the
 * Pareto front are filled.
 *
 * @example
 * studySlices([{ name: 'filters', scale: 'linear', points: [{ setting: 8, value: 0.31, isOnFront: true }] }], {
 *   title: 'Slices',
 *   metric: 'valLoss',
 * });
 */
export function studySlices(slices: readonly StudySlice[], options: StudySlicesOptions): ChartSpec {
  const { metric, columns = 3 } = options;
  const colors = themeColors(options.theme);
  const values = slices.flatMap(({ points }) => points.map(({ value }) => value)).filter(Number.isFinite);
  const [min, max] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const isLog = min > 0 && max > 10 * min;
  const margin = (max - min) * 0.06 || 0.5;
  const yScale = isLog
    ? { type: 'log' as const, domain: [min / 1.1, max * 1.1], nice: false }
    : { domain: [min - margin, max + margin], nice: false };
  return baseSpec(options, {
    columns,
    spacing: 22,
    concat: slices.map(({ name, scale, points }) => ({
      width: 170,
      height: 120,
      data: { values: points.filter(({ value }) => Number.isFinite(value)).map((point) => ({ ...point })) },
      mark: { type: 'point' as const, size: 32, color: colors.bar, strokeWidth: 1.2 },
      encoding: {
        x:
          scale === 'categorical'
            ? { field: 'setting', type: 'nominal' as const, title: name, axis: { labelAngle: 0 } }
            : {
                field: 'setting',
                type: 'quantitative' as const,
                title: name,
                axis: { tickCount: 4, format: '~g' },
                scale: scale === 'log' ? { type: 'log' as const, padding: 8 } : { zero: false, padding: 8 },
              },
        y: { field: 'value', type: 'quantitative' as const, title: metric, scale: yScale, axis: { tickCount: 4 } },
        fill: {
          condition: { test: 'datum.isOnFront', value: colors.bar },
          value: 'transparent',
        },
      },
    })),
  });
}
