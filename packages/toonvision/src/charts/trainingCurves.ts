// How a training went: loss, accuracy, precision and recall an epoch, of train and validation; with repeats a band.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { classColors } from './palette.ts';
import { themeColors } from './theme.ts';

/** The numbers of an epoch by name (`loss`, `valLoss`, ...), as history.json has them; null for what is no number. */
export type CurveEpoch = Readonly<Record<string, number | null | undefined>>;

/** Options of `trainingCurves`. */
export interface TrainingCurvesOptions extends ChartOptions {
  /** 1-based; marked by a line. */
  bestEpoch?: number;
  /** Histories of other seeds: drawn faint, with a band from the smallest to the largest value of all. */
  repeats?: readonly (readonly CurveEpoch[])[];
}

const PANELS = [
  { name: 'loss', train: 'loss', val: 'valLoss' },
  { name: 'accuracy', train: 'accuracy', val: 'valAccuracy' },
  { name: 'precision', train: 'precision', val: 'valPrecision' },
  { name: 'recall', train: 'recall', val: 'valRecall' },
] as const;

const PARTS = ['train', 'validation'] as const;

interface Point {
  epoch: number;
  part: (typeof PARTS)[number];
  value: number;
}

function pointsOf(epochs: readonly CurveEpoch[], panel: (typeof PANELS)[number]): Point[] {
  return epochs.flatMap((one, index) =>
    PARTS.flatMap((part): Point[] => {
      const value = one[part === 'train' ? panel.train : panel.val];
      return typeof value === 'number' ? [{ epoch: one.epoch ?? index + 1, part, value }] : [];
    }),
  );
}

/** From the smallest to the largest value of several runs at each epoch that at least two of them have. */
function bandOf(runs: readonly (readonly Point[])[]): { epoch: number; part: string; low: number; high: number }[] {
  const found = new Map<string, { epoch: number; part: string; values: number[] }>();
  for (const { epoch, part, value } of runs.flat()) {
    const key = `${part} ${epoch}`;
    const own = found.get(key) ?? { epoch, part, values: [] };
    own.values.push(value);
    found.set(key, own);
  }
  return [...found.values()]
    .filter(({ values }) => values.length > 1)
    .map(({ epoch, part, values }) => ({ epoch, part, low: Math.min(...values), high: Math.max(...values) }));
}

/**
 * Four panels; train and validation in two colors, the best epoch as a dashed line.
 *
 * @param epochs of the run, as history.json has them
 *
 * @example
 * trainingCurves(history, { title: 'Training', bestEpoch: 31 });
 */
export function trainingCurves(epochs: readonly CurveEpoch[], options: TrainingCurvesOptions): ChartSpec {
  const { bestEpoch, repeats = [] } = options;
  const colors = themeColors(options.theme);
  const colour = {
    field: 'part',
    type: 'nominal',
    scale: { domain: [...PARTS], range: classColors(2, options.theme) ?? [] },
    legend: { title: null, orient: 'top', symbolType: 'stroke', symbolStrokeWidth: 3, symbolOpacity: 1 },
  } as const;
  const panels = PANELS.map((panel) => {
    const own = pointsOf(epochs, panel);
    const others = repeats.map((one) => pointsOf(one, panel));
    const isShare = panel.name !== 'loss';
    const x = { field: 'epoch', type: 'quantitative', title: 'epoch', axis: { tickMinStep: 1, grid: false } } as const;
    const y = {
      field: 'value',
      type: 'quantitative',
      title: panel.name,
      // A share has its whole range; a loss begins at 0 so that panels of two runs can be held beside each other.
      scale: isShare ? { domain: [0, 1] } : { zero: true },
    } as const;
    return {
      width: 270,
      height: 190,
      layer: [
        {
          data: { values: bandOf([own, ...others]) },
          mark: { type: 'area', opacity: 0.16 },
          encoding: { x, y: { ...y, field: 'low' }, y2: { field: 'high' }, color: colour },
        },
        {
          data: { values: others.flatMap((points, run) => points.map((point) => ({ ...point, run }))) },
          mark: { type: 'line', strokeWidth: 0.8, opacity: 0.4 },
          encoding: { x, y, color: colour, detail: { field: 'run' } },
        },
        {
          data: { values: own },
          // A single epoch is no line.
          mark: { type: 'line', strokeWidth: 2, point: epochs.length === 1 },
          encoding: { x, y, color: colour },
        },
        {
          data: {
            values: bestEpoch === undefined || bestEpoch < 1 ? [] : [{ epoch: bestEpoch, word: `best: ${bestEpoch}` }],
          },
          layer: [
            {
              mark: { type: 'rule', strokeDash: [4, 4], color: colors.muted },
              encoding: { x },
            },
            {
              mark: { type: 'text', align: 'right', dx: -4, fontSize: 10, color: colors.muted },
              encoding: { x, y: { value: 10 }, text: { field: 'word' } },
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
