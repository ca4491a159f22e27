// A map brought to the size of the image it explains: each cell where it lies, straight lines between their middles.
import type { InputArea } from '../inputArea.ts';
import type { ExplanationMap } from '../maps/index.ts';

interface Tap {
  low: number;
  high: number;
  share: number;
}

// For each pixel of the image the two cells around its middle; past the outermost middles the last cell stands alone.
function tapsOf(pixels: number, from: number, length: number, first: number, step: number, cells: number): Tap[] {
  return Array.from({ length: pixels }, (_, pixel) => {
    const at = (from + ((pixel + 0.5) * length) / pixels - first) / step;
    const clamped = Math.min(cells - 1, Math.max(0, at));
    const low = Math.min(cells - 1, Math.floor(clamped));
    return { low, high: Math.min(cells - 1, low + 1), share: clamped - low };
  });
}

/**
 * The map's values at each pixel of a image, bilinear.
 *
 * @param size of the image
 * @param area where the image lies in the model's input
 * @returns [size.height, size.width]
 */
export function resizeMap(
  { values, height, width, grid }: Pick<ExplanationMap, 'values' | 'height' | 'width' | 'grid'>,
  size: { width: number; height: number },
  area: InputArea,
): Float32Array {
  const rows = tapsOf(size.height, area.top, area.height, grid.top, grid.stepY, height);
  const columns = tapsOf(size.width, area.left, area.width, grid.left, grid.stepX, width);
  const resized = new Float32Array(size.width * size.height);
  let at = 0;
  for (const row of rows) {
    for (const { low, high, share } of columns) {
      const above = (values[row.low * width + low] ?? 0) * (1 - share) + (values[row.low * width + high] ?? 0) * share;
      const below =
        (values[row.high * width + low] ?? 0) * (1 - share) + (values[row.high * width + high] ?? 0) * share;
      resized[at] = above * (1 - row.share) + below * row.share;
      at += 1;
    }
  }
  return resized;
}
