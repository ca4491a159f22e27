// Resizes a map to the image it explains, with bilinear interpolation between cell centers.
import type { InputArea } from '../inputArea.ts';
import type { ExplanationMap } from '../maps/index.ts';

/** The two cells next to a pixel, and the weight of the second one. */
interface Tap {
  low: number;
  high: number;
  share: number;
}

// Beyond the outermost cell centers, the outermost cell is used alone.
function computeTaps(pixels: number, from: number, length: number, first: number, step: number, cells: number): Tap[] {
  return Array.from({ length: pixels }, (_, pixel) => {
    const position = (from + ((pixel + 0.5) * length) / pixels - first) / step;
    const clamped = Math.min(cells - 1, Math.max(0, position));
    const low = Math.min(cells - 1, Math.floor(clamped));
    return { low, high: Math.min(cells - 1, low + 1), share: clamped - low };
  });
}

/**
 * Interpolates a map at each pixel of an image.
 *
 * @param size size of the image
 * @param area position of the image in the model's input
 * @returns [size.height, size.width]
 */
export function resizeMap(
  { values, height, width, grid }: Pick<ExplanationMap, 'values' | 'height' | 'width' | 'grid'>,
  size: { width: number; height: number },
  area: InputArea,
): Float32Array {
  const rows = computeTaps(size.height, area.top, area.height, grid.top, grid.stepY, height);
  const columns = computeTaps(size.width, area.left, area.width, grid.left, grid.stepX, width);
  const resized = new Float32Array(size.width * size.height);
  let pixel = 0;
  for (const row of rows) {
    for (const { low, high, share } of columns) {
      const above = (values[row.low * width + low] ?? 0) * (1 - share) + (values[row.low * width + high] ?? 0) * share;
      const below =
        (values[row.high * width + low] ?? 0) * (1 - share) + (values[row.high * width + high] ?? 0) * share;
      resized[pixel] = above * (1 - row.share) + below * row.share;
      pixel += 1;
    }
  }
  return resized;
}
