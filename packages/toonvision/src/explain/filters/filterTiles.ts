// The filters of the first convolution as tiles of color.
import type { Sequential } from '@toonvision/nn';
import { UserError } from '../../errors/index.ts';
import { enlarge, mapSheet, shortNumber } from '../drawing/index.ts';

/** The kernels of the first convolution as small images. */
export interface FirstFilters {
  layer: string;
  height: number;
  width: number;
  /** One a filter, [height, width, 3]. */
  filters: Float32Array[];
}

/**
 * The kernels of the first layer, which look at colors.
 *
 * @throws UserError (exit code 2) where the first layer with weights is no convolution of three channels
 */
export function firstFilters(model: Sequential): FirstFilters {
  const first = model.chain.layers.find(({ weights }) => weights.length > 0);
  const kernel = model.weights().find(({ name }) => name === `${first?.name}/kernel`);
  const [height = 0, width = 0, channels = 0, count = 0] = kernel?.shape ?? [];
  if (first?.spec.kind !== 'conv2d' || kernel === undefined || channels !== 3) {
    throw new UserError(
      `the first layer with weights, ${first?.name ?? 'none'}, is no convolution over red, green and blue`,
      { remedy: 'Look at its activations instead: --features <layer> <image>.', exitCode: 2 },
    );
  }
  const filters = Array.from({ length: count }, (_, filter) =>
    Float32Array.from({ length: height * width * 3 }, (_, tap) => kernel.data[tap * count + filter] ?? 0),
  );
  return { layer: first.name, height, width, filters };
}

/** The tiles as PNG bytes: gray is 0, each filter by its own largest weight. */
export function filterSheet({ layer, height, width, filters }: FirstFilters): Promise<Uint8Array> {
  const factor = Math.max(1, Math.floor(96 / Math.max(height, width)));
  const tiles = filters.map((filter, index) => {
    const most = filter.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
    const data = Uint8Array.from(filter, (value) => Math.round(128 + (most === 0 ? 0 : (127 * value) / most)));
    return {
      raster: enlarge({ data, width, height }, factor),
      lines: [`filter ${index}`, `weights to ${shortNumber(most)}`],
    };
  });
  return mapSheet(tiles, {
    title: `Filters of ${layer}`,
    subtitle: `${height}x${width}x3 each; gray is 0, the largest weight of each at full color`,
    most: 1,
    tile: { width: 110, height: 100 },
  });
}
