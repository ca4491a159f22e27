// The notice that a model already contains some of the requested augmentation layers.
import type { AugmentationName } from '../settings/index.ts';

/** Returns the notice as lines for the terminal, if there is one. */
export function augmentationNotices(layers: readonly AugmentationName[] | undefined, model: string): string[] {
  if (layers === undefined || layers.length === 0) return [];
  return [`notice: ${model} already starts with ${layers.join(', ')}; its own layers and strengths are used.`];
}
