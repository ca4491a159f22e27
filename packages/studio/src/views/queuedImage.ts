// An image in the labeling queue.
import type { ImageRow } from '../api.ts';
import type { Box } from '../parts/boxGeometry.ts';

export interface QueuedImage extends ImageRow {
  /** Boxes that may hold an object. */
  boxes: readonly Box[];
  /** Why it was suggested; undefined when it was not. */
  reason: string | undefined;
}
