// Parallel coordinates of a study: every trial as a line over its hyperparameters, colored by the objective.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** An axis of parallel coordinates: one hyperparameter or objective. */
export interface ParallelAxis {
  name: string;
  /** Labels along the axis; positions are 0 to 1. */
  ticks: readonly { position: number; text: string }[];
}

/** A trial in parallel coordinates. */
export interface ParallelTrial {
  trial: string;
  /** Position on each axis, 0 to 1; null where the hyperparameter is inactive in this trial. */
  positions: readonly (number | null)[];
  /** Value of the objective. */
  value: number;
  isOnFront: boolean;
}

/** Options of `studyParallel`. */
export interface StudyParallelOptions extends ChartOptions {
  /** Name of the objective, which is the last axis and the color: `valLoss`. */
  metric: string;
  /** Whether larger values are better. Default false. */
  maximize?: boolean;
}

/** Position of a line at the axis of an inactive hyperparameter, below the axis. */
const INACTIVE_POSITION = -0.12;

/**
 * One axis per hyperparameter, then one for the objective. Better trials have a stronger color, trials on the Pareto
 * front a thicker line. A line passes below the axes of inactive hyperparameters. Trials without a finite value are
 * skipped.
 *
 * @example
 * studyParallel(
 *   [{ name: 'filters', ticks: [{ position: 0, text: '4' }, { position: 1, text: '16' }] }],
 *   [{ trial: '0', positions: [0.5], value: 0.31, isOnFront: true }],
 *   { title: 'Trials', metric: 'valLoss' },
 * );
 */
export function studyParallel(
  axes: readonly ParallelAxis[],
  trials: readonly ParallelTrial[],
  options: StudyParallelOptions,
): ChartSpec {
  const { metric, maximize = false } = options;
  const colors = themeColors(options.theme);
  const finite = trials.filter(({ value }) => Number.isFinite(value));
  const values = finite.map(({ value }) => value);
  const [min, max] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const toPosition = (value: number) => (max === min ? 0.5 : (value - min) / (max - min));
  const format = (value: number) => String(Number(value.toPrecision(3)));
  const allAxes: ParallelAxis[] = [
    ...axes,
    {
      name: metric,
      ticks:
        values.length === 0
          ? []
          : [...new Set([min, max])].map((value) => ({ position: toPosition(value), text: format(value) })),
    },
  ];
  const names = allAxes.map(({ name }) => name);
  const x = {
    field: 'axis',
    type: 'ordinal',
    sort: names,
    title: null,
    scale: { domain: names, type: 'point', padding: 0.4 },
    axis: { labelAngle: -30, domain: false, ticks: false, grid: false },
  } as const;
  const y = {
    field: 'position',
    type: 'quantitative',
    title: null,
    axis: null,
    scale: { domain: [INACTIVE_POSITION - 0.04, 1.04] as number[], nice: false },
  } as const;
  const lines = finite.flatMap(({ trial, positions, value, isOnFront }) =>
    names.map((axis, index) => ({
      trial,
      axis,
      index,
      value,
      isOnFront,
      position: index === axes.length ? toPosition(value) : (positions[index] ?? INACTIVE_POSITION),
    })),
  );
  const [weak, strong] = colors.ramp;
  return baseSpec(options, {
    width: Math.max(360, 74 * names.length),
    height: 280,
    layer: [
      {
        data: { values: names.map((axis) => ({ axis, low: 0, high: 1 })) },
        mark: { type: 'rule', color: colors.muted, strokeWidth: 1 },
        encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' } },
      },
      {
        data: { values: lines },
        mark: { type: 'line', interpolate: 'monotone', opacity: 0.85 },
        encoding: {
          x,
          y,
          detail: { field: 'trial' },
          order: { field: 'index' },
          strokeWidth: { condition: { test: 'datum.isOnFront', value: 2.8 }, value: 1.1 },
          color: {
            field: 'value',
            type: 'quantitative',
            title: metric,
            scale: { domain: [min, max], range: maximize ? [weak, strong] : [strong, weak] },
          },
        },
      },
      {
        data: {
          values: allAxes.flatMap(({ name, ticks }) => ticks.map((tick) => ({ axis: name, ...tick }))),
        },
        mark: {
          type: 'text',
          align: 'left',
          dx: 5,
          fontSize: 9,
          color: colors.text,
          stroke: colors.background,
          strokeWidth: 0.2,
        },
        encoding: { x, y, text: { field: 'text' } },
      },
    ],
  });
}
