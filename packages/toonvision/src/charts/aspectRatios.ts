// Histogram of the crops' aspect ratios (height / width), with a line at the aspect ratio of the model's input.
import { countBy } from '../statistics/index.ts';
import { baseSpec, CHART_WIDTH, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import type { PixelSize } from './cropSizes.ts';
import { themeColors } from './theme.ts';

/** Options of `aspectRatios`. */
export interface AspectRatiosOptions extends ChartOptions {
  /** Size of the model's input. */
  input: PixelSize;
}

/** Bins per doubling of the ratio: ratios differ by factors, so bins have equal width on a logarithmic scale. */
const BINS_PER_OCTAVE = 4;
/** Ratios beyond 16:1 are counted in the outermost bins. */
const MAX_BIN = 4 * BINS_PER_OCTAVE;

const formatRatio = (ratio: number): string => (ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 1 ? 1 : 2));

/**
 * Counts crops by aspect ratio, in bins of a factor of 2^(1/4) from the widest to the tallest crop.
 *
 * @example
 * aspectRatios([{ width: 89, height: 336 }], { title: 'Crop aspect ratios', input: { width: 200, height: 600 } });
 */
export function aspectRatios(sizes: readonly PixelSize[], options: AspectRatiosOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const binOf = ({ width, height }: PixelSize) =>
    Math.max(-MAX_BIN, Math.min(MAX_BIN, Math.floor(Math.log2(height / width) * BINS_PER_OCTAVE)));
  const inputBin = Math.log2(options.input.height / options.input.width) * BINS_PER_OCTAVE;
  const counts = countBy(sizes, binOf);
  const bins = [...counts.keys()];
  const first = Math.min(Math.floor(inputBin), ...bins);
  const last = Math.max(Math.floor(inputBin), ...bins);
  const values = Array.from({ length: last - first + 1 }, (_, index) => ({
    from: 2 ** ((first + index) / BINS_PER_OCTAVE),
    to: 2 ** ((first + index + 1) / BINS_PER_OCTAVE),
    count: counts.get(first + index) ?? 0,
  }));
  const ratio = options.input.height / options.input.width;
  const ticks = Array.from({ length: 9 }, (_, index) => 2 ** (index - 4));
  const scale = {
    type: 'log' as const,
    base: 2,
    nice: false,
    domain: [values[0]?.from ?? 1, values.at(-1)?.to ?? 2],
  };
  return baseSpec(options, {
    width: CHART_WIDTH,
    height: 240,
    layer: [
      {
        data: { values },
        mark: { type: 'rect', color: colors.bar, stroke: colors.background },
        encoding: {
          x: {
            field: 'from',
            type: 'quantitative',
            scale,
            title: 'height / width',
            axis: { values: ticks, grid: false, labelExpr: "datum.value < 1 ? '1/' + (1 / datum.value) : datum.value" },
          },
          x2: { field: 'to' },
          y: { field: 'count', type: 'quantitative', title: 'crops', axis: { tickMinStep: 1 } },
          y2: { datum: 0 },
        },
      },
      {
        data: { values: [{ ratio, label: `input ${formatRatio(ratio)}` }] },
        encoding: { x: { field: 'ratio', type: 'quantitative', scale } },
        layer: [
          { mark: { type: 'rule', color: colors.goal, strokeWidth: 1.5, strokeDash: [5, 3] } },
          {
            mark: { type: 'text', color: colors.goal, align: 'left', dx: 5, fontSize: 11, baseline: 'top' },
            encoding: { text: { field: 'label' }, y: { value: 0 } },
          },
        ],
      },
    ],
  });
}
