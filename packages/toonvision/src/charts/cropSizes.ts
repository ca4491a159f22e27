// Heat map of widths and heights of the crops, with the line of the model's input shape.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** In pixels. */
export interface PixelSize {
  width: number;
  height: number;
}

/** Options of `cropSizes`. */
export interface CropSizesOptions extends ChartOptions {
  /** The model's input; crops on its line are not distorted by stretching. */
  input: PixelSize;
}

const BINS = 40;

/** The next of 1, 2, 5, 10, ... that holds `most` in BINS steps. */
function stepFor(most: number): number {
  for (let power = 1; ; power *= 10) for (const lead of [1, 2, 5]) if (lead * power * BINS >= most) return lead * power;
}

/**
 * Crops counted in squares of pixels, so that the chart of 100,000 crops is as small as that of a hundred.
 *
 * @example
 * cropSizes([{ width: 114, height: 144 }], { title: 'Crop sizes', input: { width: 200, height: 600 } });
 */
export function cropSizes(sizes: readonly PixelSize[], options: CropSizesOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const step = stepFor(sizes.reduce((longest, { width, height }) => Math.max(longest, width, height), 1));
  const bins = new Map<string, { width: number; height: number; count: number }>();
  let [widest, highest] = [0, 0];
  for (const { width, height } of sizes) {
    const [left, low] = [Math.floor(width / step) * step, Math.floor(height / step) * step];
    widest = Math.max(widest, left + step);
    highest = Math.max(highest, low + step);
    const key = `${left} ${low}`;
    const bin = bins.get(key);
    if (bin === undefined) bins.set(key, { width: left, height: low, count: 1 });
    else bin.count += 1;
  }
  const values = [...bins.values()]
    .sort((a, b) => a.width - b.width || a.height - b.height)
    .map((bin) => ({ ...bin, right: bin.width + step, top: bin.height + step }));
  const { input } = options;
  const most = values.reduce((highest, { count }) => Math.max(highest, count), 1);
  const end = Math.min(widest / input.width, highest / input.height);
  return baseSpec(options, {
    width: 420,
    height: 420,
    layer: [
      {
        data: { values },
        mark: { type: 'rect' },
        encoding: {
          x: {
            field: 'width',
            type: 'quantitative',
            title: 'width in pixels',
            scale: { domain: [0, Math.max(widest, 1)], nice: false },
          },
          x2: { field: 'right' },
          y: {
            field: 'height',
            type: 'quantitative',
            title: 'height in pixels',
            scale: { domain: [0, Math.max(highest, 1)], nice: false },
          },
          y2: { field: 'top' },
          color: {
            field: 'count',
            type: 'quantitative',
            scale: {
              range: [options.theme !== 'dark' ? '#b9d2ee' : '#2c4a6e', colors.ramp[1]],
              type: 'sqrt',
              domain: [0, most],
            },
            legend: { title: 'crops', tickMinStep: 1, format: 'd' },
          },
        },
      },
      {
        data: {
          values: [
            { x: 0, y: 0 },
            { x: input.width * end, y: input.height * end },
          ],
        },
        mark: { type: 'line', color: colors.goal, strokeWidth: 1.5, strokeDash: [5, 3] },
        encoding: { x: { field: 'x', type: 'quantitative' }, y: { field: 'y', type: 'quantitative' } },
      },
    ],
  });
}
