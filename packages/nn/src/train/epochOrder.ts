// The order of the images in an epoch: shuffled, unchanged, or from a function.
import { ModelError } from '../modelError.ts';
import { permutation, streamKey } from '../random.ts';
import type { FitSettings } from './fitSettings.ts';

/**
 * Indices of the images of an epoch. They depend on seed and epoch alone, so an interrupted epoch can resume.
 *
 * @throws ModelError if `order` returns no images or an invalid index
 */
export function orderOf({ data, shuffle, order, seed }: FitSettings, epoch: number): Int32Array {
  const { count } = data.images;
  if (order !== undefined) return checkOrder(order(epoch), count, epoch);
  if (!shuffle) return Int32Array.from({ length: count }, (_, i) => i);
  return permutation(streamKey(seed, 'shuffle'), count, epoch);
}

function checkOrder(order: ArrayLike<number>, count: number, epoch: number): Int32Array {
  const length = order?.length;
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new ModelError(`fit: order must return at least one image (epoch ${epoch})`);
  }
  return Int32Array.from({ length }, (_, i) => {
    const image = order[i] ?? Number.NaN;
    if (Number.isInteger(image) && image >= 0 && image < count) return image;
    throw new ModelError(`fit: order[${i}] must be between 0 and ${count - 1}, got ${image} (epoch ${epoch})`);
  });
}

/**
 * The sample number for augmentation and dropout at each position of an order. The first occurrence of an image uses
 * the index of the image, each further occurrence a new number.
 */
export function drawsOf(order: Int32Array, count: number): Int32Array {
  const seen = new Int32Array(count);
  return order.map((image) => {
    const occurrence = seen[image] ?? 0;
    seen[image] = occurrence + 1;
    return image + occurrence * count;
  });
}
