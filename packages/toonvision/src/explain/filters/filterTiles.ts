// Filters of the first convolution as color tiles.
import type { Sequential } from '@toonvision/nn';
import { UserError } from '../../errors/index.ts';
import { enlarge, formatShort, mapSheet } from '../drawing/index.ts';

/** Kernels of the first convolution. */
export interface FirstFilters {
  layer: string;
  height: number;
  width: number;
  /** One per filter, [height, width, 3]. */
  filters: Float32Array[];
}

/**
 * Returns the kernels of the first convolution, which operate on colors.
 *
 * @throws UserError (exit code 2) if the first layer with weights is not a convolution over three channels
 */
export function firstFilters(model: Sequential): FirstFilters {
  const first = model.chain.layers.find(({ weights }) => weights.length > 0);
  const kernel = model.weights().find(({ name }) => name === `${first?.name}/kernel`);
  const [height = 0, width = 0, channels = 0, count = 0] = kernel?.shape ?? [];
  if (first?.spec.kind !== 'conv2d' || kernel === undefined || channels !== 3) {
    throw new UserError(
      first === undefined
        ? 'the model has no layer with weights'
        : `the first layer with weights, ${first.name}, is not a convolution over red, green and blue`,
      { remedy: 'Look at activations instead: --features <layer> <image>.', exitCode: 2 },
    );
  }
  const filters = Array.from({ length: count }, (_, filter) =>
    Float32Array.from({ length: height * width * 3 }, (_, tap) => kernel.data[tap * count + filter] ?? 0),
  );
  return { layer: first.name, height, width, filters };
}

/** Draws the tiles as PNG bytes: gray is 0, and each filter is scaled to its largest absolute weight. */
export function filterSheet({ layer, height, width, filters }: FirstFilters): Promise<Uint8Array> {
  const factor = Math.max(1, Math.floor(96 / Math.max(height, width)));
  const tiles = filters.map((filter, index) => {
    const max = filter.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
    const data = Uint8Array.from(filter, (value) => Math.round(128 + (max === 0 ? 0 : (127 * value) / max)));
    return {
      raster: enlarge({ data, width, height }, factor),
      lines: [`filter ${index}`, `max ${formatShort(max)}`],
    };
  });
  return mapSheet(tiles, {
    title: `Filters of ${layer}`,
    subtitle: `${height}x${width}x3; gray is 0, each filter scaled to its largest weight`,
    maxScale: 1,
    tile: { width: 110, height: 100 },
  });
}
