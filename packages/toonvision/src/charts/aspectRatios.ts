// Histogram of the crops' shapes, height over width, with a line at the model's input shape.
import { countBy } from '../statistics/index.ts';
import { baseSpec, CHART_WIDTH, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import type { PixelSize } from './cropSizes.ts';
import { themeColors } from './theme.ts';

/** Options of `aspectRatios`. */
export interface AspectRatiosOptions extends ChartOptions {
  input: PixelSize;
}

/** Bars a doubling: ratios are compared by factors, so the bins are equal in the logarithm. */
const PER_DOUBLING = 4;
/** Shapes beyond 16 to 1 are counted in the outermost bars. */
const FARTHEST = 4 * PER_DOUBLING;

const named = (ratio: number): string => (ratio >= 10 ? ratio.toFixed(0) : ratio.toFixed(ratio >= 1 ? 1 : 2));

/**
 * Counts crops by shape, a bar for each quarter of a doubling from the flattest to the tallest that occurs.
 *
 * @example
 * aspectRatios([{ width: 89, height: 336 }], { title: 'Shapes', input: { width: 200, height: 600 } });
 */
export function aspectRatios(sizes: readonly PixelSize[], options: AspectRatiosOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const binOf = ({ width, height }: PixelSize) =>
    Math.max(-FARTHEST, Math.min(FARTHEST, Math.floor(Math.log2(height / width) * PER_DOUBLING)));
  const own = Math.log2(options.input.height / options.input.width) * PER_DOUBLING;
  const counts = countBy(sizes, binOf);
  const bins = [...counts.keys()];
  const first = Math.min(Math.floor(own), ...bins);
  const last = Math.max(Math.floor(own), ...bins);
  const values = Array.from({ length: last - first + 1 }, (_, index) => ({
    from: 2 ** ((first + index) / PER_DOUBLING),
    to: 2 ** ((first + index + 1) / PER_DOUBLING),
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
        data: { values: [{ ratio, label: `input ${named(ratio)}` }] },
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
