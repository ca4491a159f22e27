// The order of the pictures of an epoch: shuffled, as they are, or as a function says.
import { ModelError } from '../modelError.ts';
import { permutation, streamKey } from '../random.ts';
import type { FitPlan } from './fitPlan.ts';

/**
 * Depends on seed and epoch alone, so an interrupted epoch goes on in it.
 *
 * @throws ModelError where `order` gives no picture or a number that is none, naming its place
 */
export function orderOf({ data, shuffle, order, seed }: FitPlan, epoch: number): Int32Array {
  const { count } = data.images;
  if (order !== undefined) return checkedOrder(order(epoch), count, epoch);
  if (!shuffle) return Int32Array.from({ length: count }, (_, i) => i);
  return permutation(streamKey(seed, 'shuffle'), count, epoch);
}

function checkedOrder(order: ArrayLike<number>, count: number, epoch: number): Int32Array {
  const length = order?.length;
  if (!Number.isSafeInteger(length) || length < 1) {
    throw new ModelError(`fit: order of epoch ${epoch} must be a list of at least one picture`);
  }
  return Int32Array.from({ length }, (_, i) => {
    const picture = order[i] ?? Number.NaN;
    if (Number.isInteger(picture) && picture >= 0 && picture < count) return picture;
    throw new ModelError(
      `fit: order of epoch ${epoch} has ${picture} at place ${i}; pictures are numbered 0 to ${count - 1}`,
    );
  });
}

/**
 * The number by which each place of an order draws its randomness: the picture's own the first time, and one of its own
 * each time it comes again.
 */
export function drawsOf(order: Int32Array, count: number): Int32Array {
  const seen = new Int32Array(count);
  return order.map((picture) => {
    const before = seen[picture] ?? 0;
    seen[picture] = before + 1;
    return picture + before * count;
  });
}
