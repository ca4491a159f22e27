// Every trial of a study as a line over its hyperparameters, coloured by what it achieved.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** An axis of parallel coordinates: one hyperparameter or objective. */
export interface ParallelAxis {
  name: string;
  /** Values that are written beside the axis, each at its place from 0 to 1. */
  ticks: readonly { at: number; text: string }[];
}

/** A trial as a line over the axes. */
export interface ParallelTrial {
  trial: string;
  /** Its place on each axis, 0 to 1; null where the hyperparameter does not count at its point. */
  places: readonly (number | null)[];
  value: number;
  isOnFront: boolean;
}

export interface StudyParallelOptions extends ChartOptions {
  /** What the colour and the last axis are: `valLoss`. */
  metric: string;
  /** The best is the largest. Default false. */
  maximize?: boolean;
}

/** Where a line passes an axis that does not count for it. */
const BELOW = -0.12;

/**
 * Parallel coordinates: an axis a hyperparameter, the last the metric; strong lines are good trials, thick ones are on the front. A
 * line passes below an axis that does not count at its point.
 *
 * @example
 * studyParallel(
 *   [{ name: 'filters', ticks: [{ at: 0, text: '4' }, { at: 1, text: '16' }] }],
 *   [{ trial: '0', places: [0.5], value: 0.31, isOnFront: true }],
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
  const known = trials.filter(({ value }) => Number.isFinite(value));
  const values = known.map(({ value }) => value);
  const [least, most] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const placeOf = (value: number) => (most === least ? 0.5 : (value - least) / (most - least));
  const text = (value: number) => String(Number(value.toPrecision(3)));
  const all: ParallelAxis[] = [
    ...axes,
    {
      name: metric,
      ticks:
        values.length === 0 ? [] : [...new Set([least, most])].map((one) => ({ at: placeOf(one), text: text(one) })),
    },
  ];
  const names = all.map(({ name }) => name);
  const x = {
    field: 'axis',
    type: 'ordinal',
    sort: names,
    title: null,
    scale: { domain: names, type: 'point', padding: 0.4 },
    axis: { labelAngle: -30, domain: false, ticks: false, grid: false },
  } as const;
  const y = {
    field: 'place',
    type: 'quantitative',
    title: null,
    axis: null,
    scale: { domain: [BELOW - 0.04, 1.04] as number[], nice: false },
  } as const;
  const lines = known.flatMap(({ trial, places, value, isOnFront }) =>
    names.map((axis, at) => ({
      trial,
      axis,
      at,
      value,
      isOnFront,
      place: at === axes.length ? placeOf(value) : (places[at] ?? BELOW),
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
          order: { field: 'at' },
          strokeWidth: { condition: { test: 'datum.isOnFront', value: 2.8 }, value: 1.1 },
          color: {
            field: 'value',
            type: 'quantitative',
            title: metric,
            scale: { domain: [least, most], range: maximize ? [weak, strong] : [strong, weak] },
          },
        },
      },
      {
        data: {
          values: all.flatMap(({ name, ticks }) => ticks.map(({ at, text }) => ({ axis: name, place: at, text }))),
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
