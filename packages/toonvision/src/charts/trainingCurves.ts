// Learning curves: loss, accuracy, precision and recall per epoch, for training and validation, over one or more runs.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { classColors } from './palette.ts';
import { themeColors } from './theme.ts';

/** Metrics of an epoch by name (`loss`, `valLoss`, ...), as in history.json; null for values that are not finite. */
export type CurveEpoch = Readonly<Record<string, number | null | undefined>>;

/** Options of `trainingCurves`. */
export interface TrainingCurvesOptions extends ChartOptions {
  /** Epoch to mark with a line, 1-based. */
  bestEpoch?: number;
  /** Histories of other seeds: thin lines, with a band from the minimum to the maximum over all runs. */
  repeats?: readonly (readonly CurveEpoch[])[];
}

const PANELS = [
  { name: 'loss', train: 'loss', val: 'valLoss' },
  { name: 'accuracy', train: 'accuracy', val: 'valAccuracy' },
  { name: 'precision', train: 'precision', val: 'valPrecision' },
  { name: 'recall', train: 'recall', val: 'valRecall' },
] as const;

const SPLITS = ['train', 'validation'] as const;

interface Point {
  epoch: number;
  split: (typeof SPLITS)[number];
  value: number;
}

function pointsOf(epochs: readonly CurveEpoch[], panel: (typeof PANELS)[number]): Point[] {
  return epochs.flatMap((epoch, index) =>
    SPLITS.flatMap((split): Point[] => {
      const value = epoch[split === 'train' ? panel.train : panel.val];
      return typeof value === 'number' ? [{ epoch: epoch.epoch ?? index + 1, split, value }] : [];
    }),
  );
}

/** Minimum and maximum over several runs, at each epoch that at least two of them reached. */
function bandOf(runs: readonly (readonly Point[])[]): { epoch: number; split: string; low: number; high: number }[] {
  const groups = new Map<string, { epoch: number; split: string; values: number[] }>();
  for (const { epoch, split, value } of runs.flat()) {
    const key = `${split} ${epoch}`;
    const group = groups.get(key) ?? { epoch, split, values: [] };
    group.values.push(value);
    groups.set(key, group);
  }
  return [...groups.values()]
    .filter(({ values }) => values.length > 1)
    .map(({ epoch, split, values }) => ({ epoch, split, low: Math.min(...values), high: Math.max(...values) }));
}

/**
 * Four panels with training and validation in two colors and the best epoch as a dashed line.
 *
 * @param epochs history of the run, as in history.json
 *
 * @example
 * trainingCurves(history, { title: 'Learning curves', bestEpoch: 31 });
 */
export function trainingCurves(epochs: readonly CurveEpoch[], options: TrainingCurvesOptions): ChartSpec {
  const { bestEpoch, repeats = [] } = options;
  const colors = themeColors(options.theme);
  const color = {
    field: 'split',
    type: 'nominal',
    scale: { domain: [...SPLITS], range: classColors(2, options.theme) ?? [] },
    legend: { title: null, orient: 'top', symbolType: 'stroke', symbolStrokeWidth: 3, symbolOpacity: 1 },
  } as const;
  const panels = PANELS.map((panel) => {
    const points = pointsOf(epochs, panel);
    const others = repeats.map((history) => pointsOf(history, panel));
    const isLoss = panel.name === 'loss';
    const x = { field: 'epoch', type: 'quantitative', title: 'epoch', axis: { tickMinStep: 1, grid: false } } as const;
    const y = {
      field: 'value',
      type: 'quantitative',
      title: panel.name,
      // Fixed ranges, and a loss axis from 0, make the charts of two runs comparable.
      scale: isLoss ? { zero: true } : { domain: [0, 1] },
    } as const;
    return {
      width: 270,
      height: 190,
      layer: [
        {
          data: { values: bandOf([points, ...others]) },
          mark: { type: 'area', opacity: 0.16 },
          encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color },
        },
        {
          data: { values: others.flatMap((points, run) => points.map((point) => ({ ...point, run }))) },
          mark: { type: 'line', strokeWidth: 0.8, opacity: 0.4 },
          encoding: { x, y, color, detail: { field: 'run' } },
        },
        {
          data: { values: points },
          // A line needs two epochs.
          mark: { type: 'line', strokeWidth: 2, point: epochs.length === 1 },
          encoding: { x, y, color },
        },
        {
          data: {
            values: bestEpoch === undefined || bestEpoch < 1 ? [] : [{ epoch: bestEpoch, label: `best: ${bestEpoch}` }],
          },
          layer: [
            {
              mark: { type: 'rule', strokeDash: [4, 4], color: colors.muted },
              encoding: { x },
            },
            {
              mark: { type: 'text', align: 'right', dx: -4, fontSize: 10, color: colors.muted },
              encoding: { x, y: { value: 10 }, text: { field: 'label' } },
            },
          ],
        },
      ],
    };
  });
  return baseSpec(options, {
    columns: 2,
    spacing: 26,
    concat: panels,
    resolve: { legend: { color: 'shared' } },
  } as ChartSpec);
}
