// 2D histogram of the crops' widths and heights, with a line at the aspect ratio of the model's input.
import { baseSpec, type ChartOptions, type ChartSpec } from './chartSpec.ts';
import { themeColors } from './theme.ts';

/** Size in pixels. */
export interface PixelSize {
  width: number;
  height: number;
}

/** Options of `cropSizes`. */
export interface CropSizesOptions extends ChartOptions {
  /** Size of the model's input; crops on its line keep their aspect ratio when they are resized. */
  input: PixelSize;
}

const BINS = 40;

/** Smallest of 1, 2, 5, 10, ... with which BINS bins cover 0 to `max`. */
function binSizeFor(max: number): number {
  for (let power = 1; ; power *= 10) for (const lead of [1, 2, 5]) if (lead * power * BINS >= max) return lead * power;
}

/**
 * Counts crops in at most 40 × 40 bins, so that the chart of 100,000 crops is as small as that of a hundred.
 *
 * @example
 * cropSizes([{ width: 114, height: 144 }], { title: 'Crop sizes', input: { width: 200, height: 600 } });
 */
export function cropSizes(sizes: readonly PixelSize[], options: CropSizesOptions): ChartSpec {
  const colors = themeColors(options.theme);
  const binSize = binSizeFor(sizes.reduce((longest, { width, height }) => Math.max(longest, width, height), 1));
  const bins = new Map<string, { width: number; height: number; count: number }>();
  let [maxWidth, maxHeight] = [0, 0];
  for (const { width, height } of sizes) {
    const [left, bottom] = [Math.floor(width / binSize) * binSize, Math.floor(height / binSize) * binSize];
    maxWidth = Math.max(maxWidth, left + binSize);
    maxHeight = Math.max(maxHeight, bottom + binSize);
    const key = `${left} ${bottom}`;
    const bin = bins.get(key);
    if (bin === undefined) bins.set(key, { width: left, height: bottom, count: 1 });
    else bin.count += 1;
  }
  const values = [...bins.values()]
    .sort((a, b) => a.width - b.width || a.height - b.height)
    .map((bin) => ({ ...bin, right: bin.width + binSize, top: bin.height + binSize }));
  const { input } = options;
  const maxCount = values.reduce((max, { count }) => Math.max(max, count), 1);
  const end = Math.min(maxWidth / input.width, maxHeight / input.height);
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
            title: 'width (pixels)',
            scale: { domain: [0, Math.max(maxWidth, 1)], nice: false },
          },
          x2: { field: 'right' },
          y: {
            field: 'height',
            type: 'quantitative',
            title: 'height (pixels)',
            scale: { domain: [0, Math.max(maxHeight, 1)], nice: false },
          },
          y2: { field: 'top' },
          color: {
            field: 'count',
            type: 'quantitative',
            scale: {
              range: [options.theme !== 'dark' ? '#b9d2ee' : '#2c4a6e', colors.ramp[1]],
              type: 'sqrt',
              domain: [0, maxCount],
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
