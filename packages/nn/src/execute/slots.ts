// How a batch is cut into slots, the units of work that workers take.

/**
 * Maximum number of slots per batch, whatever the number of threads. One worker sums the gradients of a slot, and the
 * slots are added in order, so the result depends on the batch alone.
 */
export const MAX_SLOTS = 16;

/** Number of samples per slot; the last slot may hold fewer. */
export function slotSize(batch: number): number {
  return Math.ceil(batch / MAX_SLOTS);
}

/** Number of slots of a batch of `batch` samples. */
export function slotCount(batch: number): number {
  return Math.min(MAX_SLOTS, Math.ceil(batch / slotSize(batch)));
}
